// What has moved by itself since `arguments[0]`, in milliseconds of the page: by how
// much, and what.
// Two things are to move: a log pushes its lines up, and mdBook's sidebar unfolds
// the section that the reader has come to.
const element = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement);
const isToMove = (source) => element(source)?.closest(".demo-log, #mdbook-sidebar, #mdbook-sidebar *");
// A line of text that is replaced, in a place that stays, counts as moved there.
const hasMoved = ({ previousRect: was, currentRect: is }) =>
    ["x", "y", "width", "height"].some((side) => was[side] !== is[side]);
const name = (source) => element(source)?.outerHTML.slice(0, 100) ?? "something that is gone";

// While a page is parsed, mdBook moves the box of all that is in it, as a whole.
const { domContentLoadedEventEnd: parsed } = performance.getEntriesByType("navigation")[0];
const isWhole = (source) => element(source)?.id === "mdbook-content";

const [since] = arguments;

return new Promise((done) => {
    const moved = [];
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources, startTime } of list.getEntries()) {
            if (startTime < since) continue;
            const ours = sources.filter(
                (source) =>
                    hasMoved(source) &&
                    !isToMove(source) &&
                    !(startTime < parsed && isWhole(source)),
            );
            if (hadRecentInput || ours.length === 0) continue;
            moved.push(`${value.toFixed(5)}: ${ours.map(name).join(" and ")}`);
        }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(moved), 100);
});
