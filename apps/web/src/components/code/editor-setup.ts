import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { python } from "@codemirror/lang-python";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { diff } from "@codemirror/legacy-modes/mode/diff";
import { properties } from "@codemirror/legacy-modes/mode/properties";
import { shell } from "@codemirror/legacy-modes/mode/shell";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Language } from "./language";

const LANGUAGES: Readonly<Record<Language, () => Extension>> = {
  python,
  json,
  yaml,
  shell: () => StreamLanguage.define(shell),
  toml: () => StreamLanguage.define(toml),
  ini: () => StreamLanguage.define(properties),
  diff: () => StreamLanguage.define(diff),
  text: () => [],
};

/** Our tokens, so that both themes are right. */
const colors = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--ansi-5)" },
  { tag: [tags.string, tags.special(tags.string), tags.inserted], color: "var(--ansi-2)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--ansi-4)" },
  { tag: [tags.comment, tags.meta], color: "var(--text-faint)", fontStyle: "italic" },
  { tag: [tags.propertyName, tags.attributeName, tags.definition(tags.propertyName)], color: "var(--ansi-6)" },
  {
    tag: [tags.function(tags.variableName), tags.definition(tags.variableName), tags.className],
    color: "var(--ansi-3)",
  },
  { tag: [tags.deleted, tags.invalid], color: "var(--ansi-1)" },
  { tag: tags.heading, color: "var(--accent)", fontWeight: "600" },
]);

const look = EditorView.theme({
  "&": { fontSize: "12px", backgroundColor: "var(--surface-sunken)", color: "var(--text)", height: "100%" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-geist-mono), monospace", lineHeight: "18px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 12px" },
  ".cm-gutters": {
    backgroundColor: "var(--surface-sunken)",
    color: "var(--text-faint)",
    border: "none",
    paddingLeft: "8px",
  },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "var(--surface-hover)", outline: "1px solid var(--line-strong)" },
  ".cm-searchMatch": { backgroundColor: "var(--mark)", borderRadius: "2px" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--mark-current)" },
  ".cm-selectionMatch": { backgroundColor: "var(--surface-hover)" },
  ".cm-panels": { backgroundColor: "var(--surface-raised)", color: "var(--text)", borderColor: "var(--line)" },
  ".cm-panel.cm-search": { padding: "6px 32px 6px 8px", fontFamily: "var(--font-sans)", fontSize: "12px" },
  ".cm-panel.cm-search label": { color: "var(--text-muted)" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
    padding: "2px 6px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface-raised)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "4px",
  },
  ".cm-panel button[name=close]": { color: "var(--text-muted)", fontSize: "16px", right: "8px" },
});

export interface EditorOptions {
  readonly text: string;
  readonly language: Language;
  readonly label: string;
  readonly readOnly: boolean;
  readonly wrap: boolean;
  readonly onChange?: (text: string) => void;
  /** Ctrl+Enter. */
  readonly onSave?: () => void;
}

/** Makes an editor in `parent`; destroy it when it goes. */
export function createEditor(parent: HTMLElement, options: EditorOptions): EditorView {
  const { readOnly, onChange, onSave } = options;
  const save = keymap.of([
    {
      key: "Mod-Enter",
      run: () => {
        onSave?.();
        return onSave !== undefined;
      },
    },
  ]);
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        search({ top: true }),
        highlightSelectionMatches(),
        drawSelection(),
        bracketMatching(),
        syntaxHighlighting(colors),
        look,
        LANGUAGES[options.language](),
        save,
        // Tab leaves what cannot be edited, as everywhere on a page.
        keymap.of([...(readOnly ? [] : [indentWithTab]), ...defaultKeymap, ...searchKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": options.label, ...(readOnly ? { tabindex: "0" } : {}) }),
        options.wrap ? EditorView.lineWrapping : [],
        readOnly ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : history(),
        EditorView.updateListener.of((update) => update.docChanged && onChange?.(update.state.doc.toString())),
      ],
    }),
  });
}
