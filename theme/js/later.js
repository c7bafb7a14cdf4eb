// Loads the scripts for what is further down a page when the reader comes near it.
// `built`, which the build writes, has them by what they are for.
(() => {
    const root = new URL(path_to_root || "./", document.baseURI);

    function load(script) {
        return new Promise((resolve, reject) => {
            const element = document.createElement("script");
            element.src = new URL(script, root);
            element.onload = resolve;
            element.onerror = reject;
            document.head.append(element);
        });
    }

    // What is coming has its room already, so that the page holds still when it comes.
    function expect(one) {
        one.querySelector(".demo-broken")?.remove();
        one.classList.remove("asleep");
        one.classList.add("coming");
    }

    function report(one) {
        one.classList.replace("coming", "asleep");
        const notice = document.createElement("p");
        notice.className = "demo-broken";
        notice.textContent =
            "This did not load, so nothing checks your answers. " +
            "It is tried again when you come back.";
        one.prepend(notice);
    }

    // The print page is read, not used.
    if (/(^|\/)print\.html$/.test(location.pathname)) return;
    for (const [selector, script] of Object.entries(built.later)) {
        const all = [...document.querySelectorAll(selector)];
        let isAsked = false;
        const near = new IntersectionObserver(
            async (entries) => {
                if (isAsked || !entries.some((entry) => entry.isIntersecting)) return;
                isAsked = true;
                all.forEach(expect);
                try {
                    await load(script);
                    near.disconnect();
                    all.forEach((one) => one.classList.remove("coming"));
                } catch {
                    isAsked = false;
                    all.forEach(report);
                }
            },
            { rootMargin: "800px" },
        );
        for (const one of all) {
            expect(one);
            near.observe(one);
        }
    }
})();
