// What sticks out of the page or is cut off in it, in words.
const problems = [];
const width = document.documentElement.clientWidth;
const excess = document.scrollingElement.scrollWidth - width;
if (excess > 0) problems.push(`the page scrolls sideways by ${excess} px`);

// These scroll, are pictures, or end in an ellipsis; the last are for no eye.
const BOXES =
    ".demo-scenarios, .demo-log, .demo-scroll, .table-wrapper, pre, svg, " +
    ".demo-line, .faults, .unseen, .demo-checks .detail";
for (const element of document.querySelectorAll("main *")) {
    if (element.closest(BOXES)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const name = element.outerHTML.slice(0, 100);
    if (element.getBoundingClientRect().right > width + 1) problems.push(`sticks out: ${name}`);
    // A select shows as much of its choice as there is room for, and all when it opens.
    const isCut = (overflow) => overflow === "hidden" || element.matches("button");
    const { overflowX, overflowY } = getComputedStyle(element);
    const isShort =
        (isCut(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (isCut(overflowY) && element.scrollHeight > element.clientHeight + 1);
    if (isShort) problems.push(`is cut off: ${name}`);
}
return problems;
