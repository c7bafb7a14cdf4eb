// Runs before the scripts of a page. Notes when a figure is said to be near and
// when it is alive, and how long each callback before a frame takes.
globalThis.watched = { near: new Map(), live: new Map(), frames: [] };

const note = (times, { id }) => {
    if (!times.has(id)) times.set(id, performance.now());
};

globalThis.IntersectionObserver = class extends IntersectionObserver {
    constructor(callback, options) {
        super((entries, observer) => {
            for (const { isIntersecting, target } of entries) {
                if (isIntersecting && target.matches("figure.demo")) note(watched.near, target);
            }
            callback(entries, observer);
        }, options);
    }
};

new MutationObserver((records) => {
    for (const { target } of records) {
        if (target.matches("figure.demo.live")) requestAnimationFrame(() => note(watched.live, target));
    }
}).observe(document, { subtree: true, attributeFilter: ["class"] });

const ask = globalThis.requestAnimationFrame;
globalThis.requestAnimationFrame = (callback) =>
    ask((now) => {
        const start = performance.now();
        callback(now);
        watched.frames.push(performance.now() - start);
    });
