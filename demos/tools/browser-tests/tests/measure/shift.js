// The sum of the layout shifts that no reader caused. A log is to push its lines
// up, and mdBook's sidebar to unfold the section that the reader has come to.
const element = ({ node }) => (node?.nodeType === 1 ? node : node?.parentElement);
const isToMove = (source) => element(source)?.closest(".demo-log, #mdbook-sidebar");
return new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries()) {
            if (!hadRecentInput && !sources.every(isToMove)) sum += value;
        }
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 100);
});
