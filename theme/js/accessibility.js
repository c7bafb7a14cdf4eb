// Mends what mdBook 0.5 leaves open: a link past the navigation, a button for the
// sidebar, and boxes that scroll.
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
        // mdBook has scrolled the contents to this page, and Chromium would start there
        // with the first Tab. Where the focus is taken away it starts from there.
        if (!location.hash) {
            skip.focus();
            document.body.prepend(skip);
        }
    }

    const label = document.getElementById("mdbook-sidebar-toggle");
    if (label) {
        // mdBook's toggle is a label, which no key reaches. A button takes its place,
        // and says what mdBook goes on to say of the label.
        const toggle = document.createElement("button");
        const say = (name, value) => toggle.setAttribute(name, value);
        for (const { name, value } of label.attributes) say(name, value);
        toggle.removeAttribute("for");
        label.setAttribute = say;
        toggle.append(...label.childNodes);
        label.replaceWith(toggle);
        toggle.addEventListener("click", () => {
            label.click();
            document.getElementById(label.htmlFor).click();
        });
    }

    // Wide tables, long lines of code and diagrams scroll: those that do take the
    // focus, so that the arrow keys move them.
    const BOXES = ".table-wrapper, main pre > code, .diagram";
    const isWide = (box) => box.scrollWidth > box.clientWidth;
    const reach = () => {
        for (const box of document.querySelectorAll(BOXES)) {
            if (isWide(box)) {
                box.tabIndex = 0;
                box.role = "group";
                box.ariaLabel = "Scrolls with the arrow keys";
            } else {
                for (const said of ["tabindex", "role", "aria-label"]) box.removeAttribute(said);
            }
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
