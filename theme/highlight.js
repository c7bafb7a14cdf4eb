// Stands in for mdBook's highlighter: code has its colours from the build. These are
// what mdBook's own script calls.
globalThis.hljs = { configure() {}, highlightBlock() {} };
