// Scrolls to the end of the page by half a screen at a time. Waits whenever
// something near the screen has not come to life, at most `arguments[0]` ms.
const [patience] = arguments;
const asleep = "figure.demo:not(.live, .asleep), pre.mermaid:not(:has(svg))";
const isNear = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= -200 && top <= innerHeight + 200;
};
// Long enough for the page to be painted, and to call its observers.
const painted = () => new Promise((done) => setTimeout(done, 30));

return (async () => {
    for (;;) {
        scrollBy(0, innerHeight / 2);
        const { scrollTop, scrollHeight } = document.scrollingElement;
        const isLast = scrollTop + innerHeight >= scrollHeight - 1;
        await painted();
        const late = performance.now() + patience;
        for (;;) {
            const waiting = [...document.querySelectorAll(asleep)].find(isNear);
            if (!waiting) break;
            if (performance.now() > late) {
                const markup = waiting.outerHTML.slice(0, 120);
                throw new Error(`near the screen, and not alive in time: ${markup}`);
            }
            await painted();
        }
        if (isLast) return;
    }
})();
