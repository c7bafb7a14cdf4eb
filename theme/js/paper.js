// On paper every answer of a quiz is folded out, at the end of its question.
(() => {
    const answers = [...document.querySelectorAll(".quiz .answer")];
    const fold = (open) => answers.forEach((answer) => (answer.open = open));
    if (/(^|\/)print\.html$/.test(location.pathname)) return fold(true);
    addEventListener("beforeprint", () => fold(true));
    addEventListener("afterprint", () => fold(false));
})();
