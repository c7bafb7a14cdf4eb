// The slowest of 60 moves of the figure's scrubber, in milliseconds: the event is
// handled and the layout is up to date.
const scrubber = figure.querySelector("[data-action=scrub]");
let slowest = 0;
for (let index = 0; index < 60; index += 1) {
    scrubber.value = (index * 377) % 1001; // here and there in the run
    const start = performance.now();
    scrubber.dispatchEvent(new Event("input", { bubbles: true }));
    figure.getBoundingClientRect();
    slowest = Math.max(slowest, performance.now() - start);
}
return slowest;
