// Brings the figures of a page to life when the reader comes near them.
(() => {
    const figures = [...document.querySelectorAll("figure.demo")];
    // The print page holds all figures of the book: they stay as they are.
    if (figures.length === 0 || /(^|\/)print\.html$/.test(location.pathname)) return;

    const root = new URL(path_to_root || "./", document.baseURI);
    const engines = new Map(); // a guide's engine, by the URL of its module
    const mounted = new Map(); // what keeps a figure alive, by the figure

    function engine({ module, wasm }) {
        if (!engines.has(module)) {
            const loading = import(new URL(module, root)).then(async (loaded) => {
                await loaded.default({ module_or_path: new URL(wasm, root) });
                return loaded;
            });
            engines.set(module, loading);
        }
        return engines.get(module);
    }

    async function start(figure) {
        if (mounted.has(figure)) return mounted.get(figure);
        const starting = engine(figure.dataset).then((loaded) => bringToLife(figure, loaded));
        mounted.set(figure, starting);
        try {
            return await starting;
        } catch (error) {
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

    // A shared link: `#figure?settings`.
    async function restore() {
        const [id, query] = fragment().split("?");
        if (query === undefined) return;
        const figure = figures.find((one) => one.id === id);
        if (!figure) return report(id);
        figure.scrollIntoView();
        // The keys that play and step are the figure's from here on.
        figure.tabIndex = -1;
        figure.focus({ preventScroll: true });
        (await start(figure))?.restore(query);
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
                if (!isIntersecting) continue;
                near.unobserve(target);
                start(target);
            }
        },
        { rootMargin: "400px" },
    );
    for (const figure of figures) near.observe(figure);
    addEventListener("hashchange", restore);
    // A link to what the address bar says already raises no such event.
    addEventListener("click", ({ target }) => {
        if (target.closest?.("a[href]")?.href === location.href) restore();
    });
    restore();
})();
