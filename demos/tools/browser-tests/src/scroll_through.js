// Scrolls to the end of the page. Waits whenever something near the screen has not
// come to life, at most `arguments[0]` ms: what comes onto the screen by the next
// step was waited for, as it would be for a reader who scrolls at a human pace.
const [patience] = arguments;
const asleep = `.quiz:not(.live), figure.demo:not(.live, .asleep),
    pre.mermaid:not(:has(svg))`;
const STEP = 350; // CSS pixels; figures start 400 before they are seen
const MARGIN = 390;
const isNear = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= -MARGIN && top <= innerHeight + MARGIN;
};
// Long enough for the page to be painted, and to call its observers.
const painted = () => new Promise((done) => setTimeout(done, 30));

return (async () => {
    for (;;) {
        scrollBy(0, STEP);
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
