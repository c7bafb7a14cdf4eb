// Scrolls to the end of the page. Waits whenever something near the screen has not
// come to life, for at most `arguments[0]` ms: what comes onto the screen by the next
// step was waited for, as it would be for a reader who scrolls at a human pace.
const [patience] = arguments;
const asleep = ".quiz:not(.live, .asleep), figure.demo:not(.live, .asleep)";
const STEP = 350; // CSS pixels; figures start 400 before they are seen
const MARGIN = 390;
const PAUSE = 30; // ms
const isNear = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= -MARGIN && top <= innerHeight + MARGIN;
};
// The page is painted, and calls its observers.
const painted = () =>
    new Promise((done) => requestAnimationFrame(() => setTimeout(done, PAUSE)));

return (async () => {
    for (;;) {
        scrollBy(0, STEP);
        const { scrollTop, scrollHeight } = document.scrollingElement;
        const isLast = scrollTop + innerHeight >= scrollHeight - 1;
        await painted();
        // Counted in what the page was given to do: a machine that stands still for
        // a while would use up any time by the clock.
        for (let spent = 0; ; spent += PAUSE) {
            const waiting = [...document.querySelectorAll(asleep)].find(isNear);
            if (!waiting) break;
            if (spent > patience) {
                const markup = waiting.outerHTML.slice(0, 120);
                throw new Error(`near the screen, and not alive in time: ${markup}`);
            }
            await painted();
        }
        if (isLast) return;
    }
})();
