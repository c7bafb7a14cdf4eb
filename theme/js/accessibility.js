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

    // Wide tables and long lines of code scroll: those that do take the focus, so
    // that the arrow keys move them.
    const reach = () => {
        for (const box of document.querySelectorAll(".table-wrapper, main pre > code")) {
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
            else box.removeAttribute("tabindex");
        }
    };
    reach();
    addEventListener("resize", reach);
})();
