// Draws a page's diagrams, and again when the theme changes.
(() => {
    const diagrams = [...document.querySelectorAll("pre.mermaid")];
    const sources = new Map(diagrams.map((diagram) => [diagram, diagram.textContent]));
    const root = new URL(path_to_root || "./", document.baseURI);
    const SMALLEST = 0.75; // of its natural size
    let library;

    function load() {
        library ??= new Promise((resolve, reject) => {
            const script = document.createElement("script");
            script.src = new URL("vendor/mermaid.min.js", root);
            script.onload = () => resolve(globalThis.mermaid);
            script.onerror = () => reject(new Error("mermaid did not load"));
            document.head.append(script);
        });
        return library;
    }

    // What does not fit the page shrinks, but not until nobody can read it: then it
    // is scrolled, by keyboard too.
    function keepLegible(diagram) {
        const svg = diagram.querySelector("svg");
        svg.style.minWidth = `${SMALLEST * svg.viewBox.baseVal.width}px`;
        if (diagram.scrollWidth > diagram.clientWidth) diagram.tabIndex = 0;
    }

    async function draw() {
        const mermaid = await load();
        const style = getComputedStyle(document.documentElement);
        const color = (name) => style.getPropertyValue(`--${name}`).trim();
        mermaid.initialize({
            startOnLoad: false,
            theme: "base",
            fontFamily: style.getPropertyValue("--sans"),
            themeVariables: {
                background: color("paper"),
                primaryColor: color("panel"),
                primaryTextColor: color("ink"),
                primaryBorderColor: color("edge"),
                lineColor: color("soft"),
                textColor: color("ink"),
                noteBkgColor: color("panel"),
                noteTextColor: color("ink"),
                noteBorderColor: color("edge"),
            },
        });
        for (const [index, diagram] of diagrams.entries()) {
            try {
                const { svg } = await mermaid.render(`diagram-${index}`, sources.get(diagram));
                diagram.innerHTML = svg;
                keepLegible(diagram);
            } catch (error) {
                console.warn("a diagram could not be drawn", error);
            }
        }
    }

    // A diagram that cannot be drawn stays the text that it is.
    const drawAll = () => draw().catch(() => {});
    drawAll();
    let theme = document.documentElement.className;
    new MutationObserver(() => {
        if (theme !== document.documentElement.className) drawAll();
        theme = document.documentElement.className;
    }).observe(document.documentElement, { attributeFilter: ["class"] });
})();
