// Loads the scripts for what is further down a page when the reader comes near it.
// `built`, which the build writes, has them by what they are for.
(() => {
    const root = new URL(path_to_root || "./", document.baseURI);

    // The source of a diagram is not prose: translated, it would be none. Until it is
    // drawn again it is as high as it was: who loads the page again keeps their place.
    const heights = heightsOfDiagrams();
    for (const [index, diagram] of document.querySelectorAll("pre.mermaid").entries()) {
        diagram.translate = false;
        if (heights[index] > 0) diagram.style.minHeight = `${heights[index]}px`;
    }

    // What `mermaid.js` noted in this tab; nothing where nothing may be kept.
    function heightsOfDiagrams() {
        try {
            return Object(JSON.parse(sessionStorage.getItem(`diagrams ${location.pathname}`)));
        } catch {
            return {};
        }
    }

    for (const [selector, script] of Object.entries(built.later)) {
        const load = () => import(new URL(script, root));
        // The print page is read at once.
        if (/(^|\/)print\.html$/.test(location.pathname)) {
            load();
            continue;
        }
        const near = new IntersectionObserver(
            (entries) => {
                if (!entries.some((entry) => entry.isIntersecting)) return;
                near.disconnect();
                load();
            },
            { rootMargin: "800px" },
        );
        document.querySelectorAll(selector).forEach((one) => near.observe(one));
    }
})();
