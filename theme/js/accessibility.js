// Mends what mdBook 0.5 leaves open: a link past the navigation, and a sidebar
// toggle that keyboards reach and screen readers know as a button.
(() => {
    const main = document.querySelector("main");
    if (main) {
        main.id ||= "content";
        const skip = document.createElement("a");
        skip.className = "skip-link";
        skip.href = `#${main.id}`;
        skip.textContent = "Skip to the text";
        // Only for the jump: or else every click on the text would take the
        // focus there, and the next Tab would start from the top of the page.
        skip.addEventListener("click", () => {
            main.tabIndex = -1;
            main.focus();
            main.addEventListener("blur", () => main.removeAttribute("tabindex"), { once: true });
        });
        document.body.prepend(skip);
    }

    const toggle = document.getElementById("mdbook-sidebar-toggle");
    if (toggle) {
        toggle.setAttribute("role", "button");
        toggle.tabIndex = 0;
        toggle.addEventListener("keydown", (event) => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            toggle.click();
        });
    }

    // Wide tables, long lines of code and diagrams scroll: those that do take the
    // focus, so that the arrow keys move them.
    const BOXES = ".table-wrapper, main pre > code, main pre.mermaid";
    const isWide = (box) => box.scrollWidth > box.clientWidth;
    const reach = () => {
        for (const box of document.querySelectorAll(BOXES)) {
            if (isWide(box)) box.tabIndex = 0;
            else box.removeAttribute("tabindex");
        }
    };
    reach();
    addEventListener("resize", reach);
    // What is folded out has a width from then on. The event does not bubble.
    addEventListener("toggle", reach, true);

    // The book's keys would turn the page instead of moving them.
    main?.addEventListener("keydown", (event) => {
        if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
        const box = event.target.closest(BOXES);
        if (box && isWide(box)) event.stopPropagation();
    });
})();
