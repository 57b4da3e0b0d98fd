// The small documents that show what a rule finds, and what it does not. Knows no rules.

/** Texts by file name, read together as one plan; `.conductor/config.yaml` among them is the configuration. */
export interface ExampleFiles {
  readonly [file: string]: string
}

/** Or words, where a document that shows it would fill the page. */
export type Example = ExampleFiles | string

/** One Markdown document, written with the indentation of the code around it. */
export const markdown = (text: string): ExampleFiles => ({'plan.md': outdent(text)})

/** One YAML plan, written with the indentation of the code around it. */
export const yaml = (text: string): ExampleFiles => ({'plan.yaml': outdent(text)})

/** Without the first line end, and without the indentation that all lines share; ends with a newline. */
export const outdent = (text: string): string => {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n')
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const shared = Math.min(...indents)
  return `${lines.map(line => line.slice(shared)).join('\n')}\n`
}
