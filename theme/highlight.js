// Stands in for mdBook's highlighter, which would be the largest script of every
// page. That one is loaded when the reader comes near the first piece of code;
// until then, and where it cannot be loaded, code is plain.
(() => {
    const blocks = [];
    let isLoading = false;

    function load() {
        if (isLoading) return;
        isLoading = true;
        const script = document.createElement("script");
        script.src = new URL(`${path_to_root}vendor/highlight.min.js`, document.baseURI);
        script.onload = () => {
            hljs.configure({ tabReplace: "    ", languages: [] });
            for (const block of blocks) hljs.highlightBlock(block);
        };
        document.head.append(script);
    }

    const near = new IntersectionObserver(
        (entries) => entries.some((entry) => entry.isIntersecting) && load(),
        { rootMargin: "800px" },
    );
    // What mdBook's own script calls; the library takes this name over.
    globalThis.hljs = {
        configure() {},
        highlightBlock(block) {
            if (!/language-/.test(block.className)) return;
            blocks.push(block);
            near.observe(block);
        },
    };
})();
