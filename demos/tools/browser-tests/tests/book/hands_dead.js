// The figures of the page that are alive and do not answer any more: another seed, and
// a step from the start, are seen.
const dead = [];
for (const figure of document.querySelectorAll("figure.demo.live")) {
    const find = (action) => figure.querySelector(`[data-action="${action}"]`);
    const seed = find("seed").value;
    find("reseed").click();
    if (find("seed").value === seed) dead.push(`#${figure.id} has the same seed again`);
    if (!find("forward")) continue;
    const clock = () => figure.querySelector(".demo-clock").textContent;
    const key = new KeyboardEvent("keydown", { key: "Home", bubbles: true });
    find("scrub").dispatchEvent(key);
    const start = clock();
    find("forward").click();
    if (clock() === start) dead.push(`#${figure.id} does not step on from ${start}`);
}
return dead;
