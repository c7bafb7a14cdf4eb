// Draws a page's diagrams, again when the theme changes, and in the colours of paper
// when the page is printed.
(() => {
    // It was loaded at once by printing while it was on its way.
    if (paper.draw) return;

    const diagrams = [...document.querySelectorAll("pre.mermaid")];
    const sources = new Map(diagrams.map((diagram) => [diagram, diagram.textContent]));
    const root = new URL(path_to_root || "./", document.baseURI);
    const SMALLEST = 0.75; // of its natural size
    let library;

    function load() {
        if (paper.isPrinting && !globalThis.mermaid) paper.run("vendor/mermaid.min.js");
        if (globalThis.mermaid) return globalThis.mermaid;
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

    // The names of the theme, as mermaid calls what they are for. Paper has those of
    // the light theme.
    function colors() {
        const page = document.body.appendChild(document.createElement("div"));
        if (paper.isPrinting) page.className = "light";
        const style = getComputedStyle(page);
        const color = (name) => style.getPropertyValue(`--${name}`).trim();
        const colors = {
            background: color("paper"),
            primaryColor: color("panel"),
            primaryTextColor: color("ink"),
            primaryBorderColor: color("edge"),
            lineColor: color("soft"),
            textColor: color("ink"),
            noteBkgColor: color("panel"),
            noteTextColor: color("ink"),
            noteBorderColor: color("edge"),
        };
        page.remove();
        return colors;
    }

    async function draw() {
        const mermaid = await load();
        const style = getComputedStyle(document.documentElement);
        mermaid.initialize({
            startOnLoad: false,
            theme: "base",
            fontFamily: style.getPropertyValue("--sans"),
            themeVariables: colors(),
        });
        for (const [index, diagram] of diagrams.entries()) {
            try {
                const { svg } = await mermaid.render(`diagram-${index}`, sources.get(diagram));
                diagram.innerHTML = svg;
                diagram.translate = true;
                diagram.style.minHeight = "";
                keepLegible(diagram);
            } catch (error) {
                console.warn("a diagram could not be drawn", error);
            }
        }
        keepHeights();
    }

    // For `later.js`, when the page is loaded again.
    function keepHeights() {
        const heights = JSON.stringify(diagrams.map((diagram) => diagram.offsetHeight));
        try {
            sessionStorage.setItem(`diagrams ${location.pathname}`, heights);
        } catch {
            // Nothing may be kept here.
        }
    }

    // A diagram that cannot be drawn stays the text that it is.
    const drawAll = () => draw().catch(() => {});
    paper.draw = drawAll;
    if (!paper.isPrinting) drawAll();
    let theme = document.documentElement.className;
    new MutationObserver(() => {
        if (theme !== document.documentElement.className) drawAll();
        theme = document.documentElement.className;
    }).observe(document.documentElement, { attributeFilter: ["class"] });
})();
