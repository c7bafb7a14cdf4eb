// The figures of the page that are broken, or show nothing where something belongs.
const wrong = [];
for (const figure of document.querySelectorAll("figure.demo")) {
    const say = (what) => wrong.push(`#${figure.id} ${what}`);
    const broken = figure.querySelector(".demo-broken");
    if (broken) say(broken.textContent);
    const panel = figure.querySelector("[data-slot=panel]");
    const isEmpty = ({ width, height }) => width < 1 || height < 1;
    if (isEmpty(panel.getBoundingClientRect())) say("has no room for its picture");
    const pictures = [...panel.querySelectorAll(".demo-frame svg, table")].filter((one) =>
        one.checkVisibility(),
    );
    const isPicture = panel.matches("[data-view=picture], [data-view=space-time]");
    if (isPicture && pictures.length === 0) say("has no picture");
    for (const picture of pictures) {
        const isBlank = picture.childElementCount === 0;
        if (isBlank || isEmpty(picture.getBoundingClientRect())) say("has a blank picture");
    }
    if (panel.textContent.trim() === "") say("says nothing");
}
return wrong;
