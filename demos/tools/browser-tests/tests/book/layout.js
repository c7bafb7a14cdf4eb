// What is laid out wrongly in the figure `arguments[0]`, in words.
const figure = document.getElementById(arguments[0]);
const problems = [];
const viewport = document.documentElement.clientWidth;

const SMALLEST_TEXT = 11; // CSS pixels
// Of two pictures side by side, which are at half size.
const SMALLEST_BESIDE = 8;
const SLACK = 1; // CSS pixels that rounding may cost

// Leading and descenders that are empty more often than not: of each text box
// this share at the top and at the bottom may be shared.
const EMPTY = 0.15;

const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.getBoundingClientRect().width > 0 &&
    !element.closest(".unseen");

const name = (element) => {
    const text = element.textContent.trim().slice(0, 30);
    const action = element.dataset?.action;
    const label = element.getAttribute("class");
    return (
        element.tagName.toLowerCase() +
        (action ? `[${action}]` : label ? `.${label.split(" ")[0]}` : "") +
        (text ? ` "${text}"` : "")
    );
};

// By how many pixels a rectangle sticks out of another, and where.
const excesses = (inner, outer) =>
    ["left", "top", "right", "bottom"]
        .map((side, index) => [side, (inner[side] - outer[side]) * (index < 2 ? -1 : 1)])
        .filter(([, by]) => by > SLACK)
        .map(([side, by]) => `by ${by.toFixed(0)} px at the ${side}`);

const shared = (one, other) => ({
    across: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    down: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
});

// The page never scrolls sideways.
const excess = document.scrollingElement.scrollWidth - viewport;
if (excess > 0) problems.push(`the page scrolls sideways by ${excess} px`);

// The figure: nothing in it is wider than it.
const frame = figure.getBoundingClientRect();
if (frame.left < -SLACK || frame.right > viewport + SLACK) {
    problems.push("the figure sticks out of the page");
}
// What scrolls by itself, and the line of the log, which is cut off at its end.
const boxes = ".demo-log, .demo-scroll, .demo-scenarios, .demo-line, svg";
const scrolls = (element) => element.parentElement.closest(boxes);
for (const element of figure.querySelectorAll("*")) {
    if (scrolls(element) || !shown(element)) continue;
    const { left, right } = element.getBoundingClientRect();
    if (left < frame.left - SLACK || right > frame.right + SLACK) {
        problems.push(`sticks out of the figure by ${Math.max(frame.left - left, right - frame.right).toFixed(0)} px: ${name(element)}`);
    }
}

// What is painted over a text: a filled shape above its start, middle or end.
function cover(svg, text, { left, right, top, bottom }) {
    for (const x of [left + 2, (left + right) / 2, right - 2]) {
        for (const element of document.elementsFromPoint(x, (top + bottom) / 2)) {
            if (element === text || element.contains(text) || text.contains(element)) break;
            const { fill, fillOpacity, opacity } = getComputedStyle(element);
            const isFilled = !["none", "transparent", "rgba(0, 0, 0, 0)"].includes(fill);
            const isShape = svg.contains(element) && element.localName !== "text";
            if (isShape && isFilled && opacity * fillOpacity > 0.5) return element;
        }
    }
}

// Whether marks of a picture lie on another one wherever it could be pressed.
function isBuried(svg, mark) {
    const { left, top, width, height } = mark.getBoundingClientRect();
    const shares = [0.1, 0.3, 0.5, 0.7, 0.9];
    const hits = shares.flatMap((x) =>
        shares.map((y) => document.elementFromPoint(left + x * width, top + y * height)),
    );
    const within = hits.filter((hit) => svg.contains(hit) && hit !== svg);
    return within.length > 0 && !within.some((hit) => mark.contains(hit));
}

// Words in a picture: large enough, in the picture, clear of each other. What can be
// pressed: not below something else, but for messages, which pass each other.
for (const svg of figure.querySelectorAll(".demo-frame svg")) {
    if (!shown(svg)) continue;
    const area = svg.getBoundingClientRect();
    const isBeside = svg.closest('[data-comparison="beside"]') !== null;
    const smallest = isBeside ? SMALLEST_BESIDE : SMALLEST_TEXT;
    const texts = [...svg.querySelectorAll("text")]
        .filter((text) => shown(text) && text.textContent.trim())
        .map((text) => ({ text, rect: text.getBoundingClientRect() }));
    for (const { text, rect } of texts) {
        const { a, b } = text.getScreenCTM();
        const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
        if (size < smallest - 0.05) {
            problems.push(`${size.toFixed(1)} px text: ${name(text)}`);
        }
        const empty = EMPTY * rect.height;
        const { left, right, top, bottom } = rect;
        const ink = { left, right, top: top + empty, bottom: bottom - empty };
        for (const by of excesses(ink, area)) {
            problems.push(`leaves its picture ${by}: ${name(text)}`);
        }
        const over = cover(svg, text, rect);
        if (over) problems.push(`is covered by ${name(over)}: ${name(text)}`);
    }
    for (const mark of svg.querySelectorAll("[data-action]:not(.message)")) {
        if (isBuried(svg, mark)) problems.push(`cannot be pressed: ${name(mark)}`);
    }
    for (const [index, one] of texts.entries()) {
        for (const other of texts.slice(index + 1)) {
            const { across, down } = shared(one.rect, other.rect);
            const empty = EMPTY * (one.rect.height + other.rect.height);
            if (across > SLACK && down > empty) {
                problems.push(
                    `overlap by ${across.toFixed(0)} × ${(down - empty).toFixed(0)} px: ` +
                        `${name(one.text)} and ${name(other.text)}`,
                );
            }
        }
    }
}

// The row that plays the run sticks to the edge of the screen, above what passes there.
const sticks = (element) => element.closest(".demo-transport") !== null;

// Controls: clear of each other, their words not cut off.
const controls = [...figure.querySelectorAll("button, input, select, summary")].filter(
    (control) => shown(control) && !scrolls(control),
);
const pen = document.createElement("canvas").getContext("2d");
for (const [index, one] of controls.entries()) {
    for (const other of controls.slice(index + 1)) {
        if (sticks(one) !== sticks(other)) continue;
        const { across, down } = shared(one.getBoundingClientRect(), other.getBoundingClientRect());
        if (across > SLACK && down > SLACK) problems.push(`overlap: ${name(one)} and ${name(other)}`);
    }
    if (one.tagName === "BUTTON" && one.scrollWidth > one.clientWidth + SLACK) {
        problems.push(`its words are cut off: ${name(one)}`);
    }
    if (one.tagName === "SELECT") {
        const style = getComputedStyle(one);
        pen.font = style.font;
        const words = one.selectedOptions[0]?.textContent ?? "";
        const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const width = pen.measureText(words).width;
        if (width > room + SLACK) problems.push(`"${words}" is ${width.toFixed(0)} px, its box ${room.toFixed(0)}: select[${one.dataset.action}]`);
    }
}
return [...new Set(problems)];
