// What axe-core finds wrong on the page as it is, of any impact: for each rule how
// often, and where at first.
const rules = {
    // A contrast of 7 : 1; the book keeps to 4.5 : 1, of level AA.
    "color-contrast-enhanced": { enabled: false },
    // An experiment of axe's, off by default: it takes what has the focus for a widget
    // or a landmark. What scrolls, and a picture, whose marks the arrow keys go
    // through, are named groups here: as landmarks they would hide the page's own.
    "focus-order-semantics": { enabled: false },
};
// What may be done to a mark lies over what may be done to the run, until it is closed.
const covered = ".demo-stage:has(> .demo-pressed:not([hidden])) ~ .demo-below .demo-actions";
const exclude = [...document.querySelectorAll(covered)];
const levels = ["wcag2a", "wcag21a", "wcag2aa", "wcag21aa", "wcag22aa", "wcag2aaa"];
const runOnly = { type: "tag", values: [...levels, "best-practice", "experimental"] };
return axe.run({ exclude }, { runOnly, rules, resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, impact, help, nodes }) => {
        const some = nodes.slice(0, 3).map(({ target, html, failureSummary }) => {
            const how = failureSummary.split("\n").slice(1).join("; ");
            return `    ${target.join(" ")}\n    ${html.slice(0, 160)}\n    ${how}`;
        });
        return `${impact} ${id}, ${nodes.length} times: ${help}\n${some.join("\n")}`;
    }),
);
