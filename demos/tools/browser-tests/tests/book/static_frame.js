// What is wrong with a page whose scripts do not run, in words: everything to read
// must be there, and nothing to press.
const problems = [];
const shown = (element) =>
    element?.checkVisibility({ visibilityProperty: true }) && element.getBoundingClientRect().height > 0;
for (const figure of document.querySelectorAll("figure.demo")) {
    const wrong = (what) => problems.push(`#${figure.id} ${what}`);
    const all = (selector) => [...figure.querySelectorAll(selector)].filter(shown);
    if (all(".demo-frame svg").length === 0) wrong("shows no picture");
    const layouts = new Set(all(".only-wide, .only-narrow").map((element) => element.className));
    if (layouts.size !== 1) wrong(`shows ${layouts.size} layouts`);
    const parts = [".demo-title", ".demo-watch", ".demo-caption"];
    // A demo of which there is nothing to tell has no log.
    if (!figure.querySelector('[data-action="view:log"]').hidden) parts.push(".demo-line");
    for (const words of parts) {
        if (!all(words).some((element) => element.textContent.trim())) wrong(`has no words in ${words}`);
    }
    for (const control of all("button, input, select")) wrong(`shows ${control.outerHTML.slice(0, 80)}`);
    if (figure.classList.contains("live")) wrong("is alive");
}
// Code has its colours, and plain words in it have the colour of the text around it,
// whichever style sheets of mdBook's are there.
const ink = getComputedStyle(document.querySelector("main")).color;
for (const code of document.querySelectorAll("code.language-rust")) {
    const start = code.textContent.trim().slice(0, 40);
    const colour = (element) => getComputedStyle(element).color;
    const keyword = code.querySelector("b");
    if (!keyword || colour(keyword) === colour(code)) problems.push(`code has no colours: ${start}`);
    if (getComputedStyle(code).color !== ink) problems.push(`code is of another colour than text: ${start}`);
}
return problems;
