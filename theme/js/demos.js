// Brings the figures of a page to life when the reader comes near them.
(() => {
    const figures = [...document.querySelectorAll("figure.demo")];
    // The print page holds all figures of the book: they stay as they are, without
    // what would be pressed.
    if (/(^|\/)print\.html$/.test(location.pathname)) {
        const parts = document.querySelectorAll(".demo .controls, .demo-all");
        for (const part of parts) part.hidden = true;
        return;
    }
    if (figures.length === 0) return;

    const { title } = document;
    const root = new URL(path_to_root || "./", document.baseURI);
    const programs = new Map(); // the player and the engines, by the URLs of their modules
    const mounted = new Map(); // what keeps a figure alive, by the figure

    async function load(module, wasm) {
        const url = new URL(wasm, root);
        const both = [import(new URL(module, root)), fetch(url)];
        const [bindings, file] = await Promise.all(both);
        const imports = { "./guide_bg.js": bindings };
        // A server may call the file by another type than it has.
        const { instance } = await WebAssembly.instantiateStreaming(file, imports).catch(
            async () => WebAssembly.instantiate(await (await fetch(url)).arrayBuffer(), imports),
        );
        bindings.__wbg_set_wasm(instance.exports);
        instance.exports.__wbindgen_start();
        return bindings;
    }

    function program(module, wasm) {
        if (!programs.has(module)) {
            programs.set(module, load(module, wasm));
            // What could not be had now may be there when it is asked for again.
            programs.get(module).catch(() => programs.delete(module));
        }
        return programs.get(module);
    }

    // The player plays the demos of all guides; a guide's engine has the demos.
    // `built`, which the build writes, says where the player is.
    function programsOf({ module, wasm }) {
        return Promise.all([program(...built.player), program(module, wasm)]);
    }

    function wake(figure) {
        if (!mounted.has(figure)) mounted.set(figure, start(figure));
        return mounted.get(figure);
    }

    async function start(figure) {
        figure.querySelector(".demo-broken")?.remove();
        figure.classList.remove("asleep");
        try {
            return bringToLife(figure, ...(await programsOf(figure.dataset)));
        } catch (error) {
            mounted.delete(figure);
            figure.classList.add("asleep");
            const notice = document.createElement("p");
            notice.className = "demo-broken";
            notice.textContent = `This demo could not start (${error}). The picture above is its first frame.`;
            figure.append(notice);
        }
    }

    // What stands behind the `#`; as it is, if a percent sign in it means itself.
    function fragment() {
        const written = location.hash.slice(1);
        try {
            return decodeURIComponent(written);
        } catch {
            return written;
        }
    }

    // A shared link: `#figure?settings`. On a page that the browser shows again, it
    // keeps the reader's place itself. The page is called by what the link shows.
    async function restore(isAgain) {
        document.title = title;
        document.querySelector(".demo-unknown")?.remove();
        const [id, query] = fragment().split("?");
        if (query === undefined) return;
        const figure = figures.find((one) => one.id === id);
        if (!figure) return report(id);
        if (!isAgain) figure.scrollIntoView();
        // The keys that play and step are the figure's from here on.
        figure.tabIndex = -1;
        figure.focus({ preventScroll: true });
        const { hash } = location;
        (await wake(figure))?.restore(query);
        const said = [".demo-scenarios [aria-pressed=true]", ".demo-title"].map(
            (part) => figure.querySelector(part)?.textContent,
        );
        if (location.hash === hash) document.title = [...said, title].filter(Boolean).join(" – ");
    }

    // The link names a figure that this page does not have.
    function report(id) {
        const notice = document.createElement("p");
        notice.className = "demo-unknown";
        notice.setAttribute("role", "alert");
        notice.append(`This page has no figure “${id}”. It has: `);
        for (const figure of figures) {
            const link = document.createElement("a");
            link.href = `#${figure.id}`;
            link.textContent = figure.querySelector(".demo-title").textContent;
            notice.append(link, " ");
        }
        document.querySelector("main").prepend(notice);
        notice.scrollIntoView({ block: "center" });
    }

    const near = new IntersectionObserver(
        (entries) => {
            for (const { isIntersecting, target } of entries) {
                // One that cannot start now is tried again when the reader comes back.
                if (isIntersecting) wake(target).then((live) => live && near.unobserve(target));
            }
        },
        { rootMargin: "400px" },
    );
    for (const figure of figures) near.observe(figure);
    // A question of a quiz opens its figure in a state.
    for (const link of document.querySelectorAll("a.open")) link.hash += `?${link.dataset.state}`;
    addEventListener("hashchange", () => restore(false));
    // A link to what the address bar says already raises no such event.
    addEventListener("click", ({ target }) => {
        if (target.closest?.("a[href]")?.href === location.href) restore(false);
    });
    const { type } = performance.getEntriesByType("navigation")[0] ?? {};
    restore(type === "reload" || type === "back_forward");
})();
