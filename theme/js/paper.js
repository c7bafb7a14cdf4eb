// A page is printed whole, whatever was folded.
(() => {
    let unfolded = [];

    function unfold() {
        const folded = [...document.querySelectorAll("main details:not([open])")];
        folded.forEach((one) => (one.open = true));
        unfolded.push(...folded);
    }

    addEventListener("beforeprint", unfold);
    addEventListener("afterprint", () => {
        unfolded.forEach((one) => (one.open = false));
        unfolded = [];
    });
    if (/(^|\/)print\.html$/.test(location.pathname)) unfold();
})();
