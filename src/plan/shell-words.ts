// Cuts one shell command line into simple commands and their words, for recognising programs. Expands nothing.

export interface SimpleCommand {
  /** Without quotes; what would be expanded stays as written. */
  readonly words: readonly string[]
  /** What ends it. */
  readonly end: '' | ';' | '&' | '|' | '&&' | '||'
}

const TOKEN =
  /\s+|'([^']*)'?|"([^"\\]*(?:\\[\s\S][^"\\]*)*)"?|\\([\s\S]?)|(\|\|?|&&?|;{1,2})|([^\s'"\\|&;]+)/y

export const simpleCommands = (code: string): SimpleCommand[] => {
  const commands: SimpleCommand[] = []
  let words: string[] = []
  let word: string | undefined
  const endWord = (): void => {
    if (word !== undefined) words.push(word)
    word = undefined
  }
  const endCommand = (end: SimpleCommand['end']): void => {
    endWord()
    if (words.length > 0) commands.push({words, end})
    words = []
  }
  for (let at = 0; at < code.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(code)
    if (!token) break
    const [text, single, double, escaped, operator, plain] = token
    const part = single ?? double ?? plain ?? (escaped === '\n' ? undefined : escaped)
    const isRedirection = operator === '&' && (/[<>]$/.test(word ?? '') || code[TOKEN.lastIndex] === '>')
    if (isRedirection) word = `${word ?? ''}&`
    else if (part !== undefined) word = (word ?? '') + part
    else if (operator !== undefined) endCommand(operator === ';;' ? ';' : (operator as SimpleCommand['end']))
    else if (text.includes('\n') && escaped === undefined) endCommand(';')
    else endWord()
  }
  endCommand('')
  return commands
}
