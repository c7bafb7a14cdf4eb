// The service worker: gives what is kept where the network gives nothing.
//
// One worker is one version of the book, `book`, which the build puts in front of
// this: its version, the bytes of each file, what each page needs, and the pages that
// are never kept. What it keeps is in a cache of that version. A page is kept after all
// that it needs, so that what is found is whole; and what a page needs has a hash in its
// name, so that a page and an engine of two versions never meet.
//
// A worker of a new version waits until no page is open that an older one answers
// for, and removes the older ones' caches then: that is the browser's own rule.

const root = new URL("./", location).href;
// A host may have other books, and all share one place for caches.
const OURS = `book ${new URL(root).pathname} `;
const OWN = OURS + book.version;
// In a cache that has the whole book.
const WHOLE = `${root}?whole`;
// How long a page may take where an older one is kept, in milliseconds.
const PATIENCE = 3_000;
// How long anything may take that nobody waits for.
const LONGEST_LOAD = 60_000;
// How many files are loaded at once.
const LANES = 6;

const paths = Object.keys(book.files);
const isPage = (path) => path.endsWith(".html");
// The search index has the name that mdBook gave to another one.
const isNamedByContent = (path) =>
    /-[0-9a-f]{8,16}(\.min)?\.\w+$/.test(path) && !/^searchindex|\.html$/.test(path);

// The file that an address names; `undefined` if it is no file of the book's folder.
function pathOf(address) {
    const url = address.split(/[?#]/)[0];
    if (!url.startsWith(root)) return undefined;
    return url.slice(root.length).replace(/(^|\/)$/, "$1index.html");
}

// Our caches, the newest first.
async function ourCaches() {
    return (await caches.keys()).filter((name) => name.startsWith(OURS)).reverse();
}

// What is kept under an address, of the newest version that has it.
async function find(address) {
    for (const cacheName of await ourCaches()) {
        const found = await caches.match(address, { cacheName, ignoreVary: true });
        if (found) return found;
    }
    return undefined;
}

// The same for a file; a browser that refuses to look has kept nothing.
const kept = (path) => find(root + path).catch(() => undefined);

// The pages that are kept, of any version, if this one has them too.
async function keptPages() {
    const found = await Promise.all((await ourCaches()).map(pathsIn));
    return [...new Set(found.flat())].filter((path) => Object.hasOwn(book.pages, path));
}

async function pathsIn(name) {
    const requests = await (await caches.open(name)).keys();
    return requests.map(({ url }) => pathOf(url));
}

// A file of this version, from the network or, if it is the same, from an older one.
async function load(path) {
    const same = isNamedByContent(path) && (await kept(path));
    if (same) return same;
    const response = await fetch(root + path, {
        cache: isNamedByContent(path) ? "default" : "no-cache",
        signal: AbortSignal.timeout(LONGEST_LOAD),
    });
    if (!response.ok) throw new Error(`${path} is not there (${response.status})`);
    if (!isPage(path)) return response;
    const text = await response.text();
    if (!text.includes(book.version)) throw new Error("the book is just being changed");
    // A host may have led elsewhere, and browsers refuse a page that says so.
    return new Response(text, { headers: response.headers });
}

// Puts files into the cache of this version, pages last. `told` hears of each.
async function keep(wanted, told = () => {}) {
    const cache = await caches.open(OWN);
    const put = async (path) => {
        if (await cache.match(root + path)) return;
        await cache.put(root + path, await load(path));
        told(path);
    };
    const all = [...new Set(wanted)];
    for (const files of [all.filter((path) => !isPage(path)), all.filter(isPage)]) {
        const rest = files.values();
        const lane = async () => {
            for (const path of rest) await put(path);
        };
        await Promise.all(Array.from({ length: LANES }, lane));
    }
}

const withNeeds = (page) => [page, ...book.pages[page].map((at) => paths[at])];

// What older versions have kept is kept of this one too, before it takes their place.
async function renew() {
    if (await find(WHOLE)) return keepAll();
    await keep(["404.html", ...(await keptPages())].flatMap(withNeeds));
}

async function keepAll(told) {
    await keep(paths, told);
    await (await caches.open(OWN)).put(WHOLE, new Response());
}

async function forget(isOld) {
    const names = (await ourCaches()).filter(isOld);
    await Promise.all(names.map((name) => caches.delete(name)));
}

addEventListener("install", (event) => event.waitUntil(renew()));

addEventListener("activate", (event) =>
    event.waitUntil(
        (async () => {
            await forget((name) => name !== OWN);
            // No navigation preload: where it fails, Firefox (seen in 153) shows its own
            // error instead of what is answered here.
            await clients.claim();
        })(),
    ),
);

addEventListener("fetch", (event) => {
    const { request } = event;
    const path = pathOf(request.url);
    if (request.method !== "GET" || path === undefined) return;
    const answer = isNamedByContent(path) ? keptFirst(request, path) : networkFirst(event, path);
    event.respondWith(answer);
});

async function keptFirst(request, path) {
    return (await kept(path)) ?? fetch(request);
}

// Whoever has a network reads what is published now: a page is not shown from the
// cache first, with a newer one announced below it.
async function networkFirst(event, path) {
    const fresh = fromNetwork(event);
    event.waitUntil(fresh.catch(() => {})); // it goes on when it comes too late
    const found = await kept(path);
    if (found) {
        const late = new Promise((done) => setTimeout(done, PATIENCE, found));
        const usable = fresh.then((response) => (response.status < 500 ? response : found));
        return Promise.race([usable.catch(() => found), late]);
    }
    return fresh.catch((error) => {
        if (event.request.mode !== "navigate") throw error;
        const isKnown = paths.includes(path) || book.left.includes(path);
        return isKnown ? notKept() : noSuchPage();
    });
}

async function fromNetwork(event) {
    const response = await fetch(event.request);
    if (event.request.mode === "navigate") event.waitUntil(leaveIfAlone());
    return response;
}

// A page that is served where there is no worker any more, as by `mdbook serve` on the
// port of a built book, is not ours. Browsers go on with a worker whose file is gone.
let hasAsked = false;
async function leaveIfAlone() {
    if (hasAsked) return;
    hasAsked = true;
    const own = await fetch(location, { method: "HEAD", cache: "no-store" }).catch(() => {});
    if (own?.status === 404) await registration.unregister();
}

async function noSuchPage() {
    const page = await kept("404.html");
    if (!page) return notKept();
    return new Response(page.body, { status: 404, headers: page.headers });
}

async function notKept() {
    const pages = (await keptPages()).filter((path) => path !== "404.html");
    const links = await Promise.all(
        pages.sort().map(async (path) => {
            const title = /<title>(.*?)<\/title>/s.exec(await (await kept(path)).text())?.[1];
            return `<li><a href="${root}${path}">${title ?? path}</a>`;
        }),
    );
    const page = `<!DOCTYPE html><html lang=en><meta charset=utf-8>
        <meta name=viewport content="width=device-width"><meta name=color-scheme content="light dark">
        <title>Not kept</title><h1>This page is not kept</h1><p>There is no network, and this
        browser has not kept the page. It has kept:<ul>${links.join("")}</ul>`;
    return new Response(page, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

// What is kept of this version, and the bytes that all of it would still load.
async function state() {
    const has = new Set(await pathsIn(OWN));
    const missing = paths.filter((path) => !has.has(path));
    const bytes = missing.reduce((sum, path) => sum + book.files[path], 0);
    return { bytes, isWhole: (await find(WHOLE)) !== undefined };
}

// What a page may ask for. Of a page of another version nothing is kept: another
// worker answers for it.
const deeds = {
    state,
    async visit({ source }, { version }) {
        const path = pathOf(source.url);
        const isOurs = version === book.version && Object.hasOwn(book.pages, path);
        if (isOurs) await keep(withNeeds(path));
    },
    async keep(event, data, told) {
        const { bytes: all } = await state();
        let bytes = 0;
        await keepAll((path) => told({ bytes: (bytes += book.files[path]), all }));
        return state();
    },
    async remove() {
        await forget(() => true);
        return state();
    },
};

addEventListener("message", (event) => {
    const [port] = event.ports;
    const told = (message) => port.postMessage(message);
    const done = deeds[event.data.deed](event, event.data, told);
    const answer = Promise.resolve(done).then(
        (result) => told({ ...result, version: book.version, isDone: true }),
        (error) => told({ error: String(error), version: book.version, isDone: true }),
    );
    event.waitUntil(answer);
});
