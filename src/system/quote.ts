// The only place that turns a value into shell text.

/** One word of shell text that stands for exactly this value, whatever is in it. A NUL can be in no word at all. */
export const quote = (value: string): string => {
  if (value.includes('\0')) throw new Error(`bug: NUL in shell text ${JSON.stringify(value)}`)
  return `'${value.replaceAll("'", "'\\''")}'`
}

/** The same for commands that people read: in quotes only where it has to be. */
export const word = (value: string): string => (/^[\w./@-][\w./:@%+=-]*$/.test(value) ? value : quote(value))

/** `cd`s and exports for a subshell; fails as a whole if any of them does. */
export const enter = (directory: string, env: {readonly [name: string]: string}): string =>
  [`cd ${quote(directory)}`, ...Object.entries(env).map(assignment)].join(' && ')

const assignment = ([name, value]: readonly [string, string]): string => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Error(`bug: ${JSON.stringify(name)} names no variable`)
  return `export ${name}=${quote(value)}`
}
