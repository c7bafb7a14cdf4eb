// A page is printed whole, whatever was folded or not yet come to. The browser prints
// what is there at the end of the turn in which it says that it will: nothing that is
// fetched in another turn would be on paper.
const paper = (() => {
    const DIAGRAMS = "pre.mermaid";
    const root = new URL(path_to_root || "./", document.baseURI);
    let unfolded = [];

    const paper = {
        isPrinting: false,
        // Draws the diagrams; from the script that can, once it is there.
        draw: null,
        // Runs a script before it returns.
        run(path) {
            const request = new XMLHttpRequest();
            request.open("GET", new URL(path, root), false);
            request.send();
            const script = document.createElement("script");
            script.textContent = request.responseText;
            document.head.append(script);
        },
    };

    function unfold() {
        const folded = [...document.querySelectorAll("main details:not([open])")];
        folded.forEach((one) => (one.open = true));
        unfolded.push(...folded);
    }

    function draw() {
        if (!document.querySelector(DIAGRAMS)) return;
        if (!paper.draw) paper.run(built.later[DIAGRAMS]);
        paper.draw?.();
    }

    addEventListener("beforeprint", () => {
        paper.isPrinting = true;
        unfold();
        // Without the network a diagram is printed as the text that it is.
        try {
            draw();
        } catch {}
    });
    addEventListener("afterprint", () => {
        paper.isPrinting = false;
        unfolded.forEach((one) => (one.open = false));
        unfolded = [];
        paper.draw?.();
    });
    if (/(^|\/)print\.html$/.test(location.pathname)) unfold();
    return paper;
})();
