// What keeps the book for readers without a network is not there under `mdbook serve`.
// Where the build has put it, it comes when nobody waits for anything any more.
(() => {
    const { offline } = document.documentElement.dataset;
    const root = new URL(path_to_root || "./", document.baseURI);
    const load = () => import(new URL(offline, root)).catch(() => {});
    if (offline) addEventListener("load", () => setTimeout(load, 2000));
})();
