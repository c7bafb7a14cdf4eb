// What axe-core finds wrong, of serious or critical impact: for each rule how
// often, and where at first.
return axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
    violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .map(({ id, impact, help, nodes }) => {
            const some = nodes.slice(0, 3).map(({ target, html, failureSummary }) => {
                const how = failureSummary.split("\n").slice(1).join("; ");
                return `    ${target.join(" ")}\n    ${html.slice(0, 160)}\n    ${how}`;
            });
            return `${impact} ${id}, ${nodes.length} times: ${help}\n${some.join("\n")}`;
        }),
);
