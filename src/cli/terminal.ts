// What the program has of the terminal, or of the pipes in its place. Everything printed goes through one of these.

import {styleText} from 'node:util'
import {PLAIN, type Style} from '../report/style.ts'

export interface Terminal {
  /** Absolute; where the user is. */
  readonly directory: string
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Of standard output, and of standard error. */
  readonly style: Style
  readonly errorStyle: Style
  /** Progress may be redrawn. */
  readonly isLive: boolean
  /** Absent where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>
  readonly isDebug: boolean
}

type Stream = NodeJS.WriteStream

export const processTerminal = (isDebug: boolean): Terminal => {
  const {stdin, stdout, stderr, env} = process
  const isColourful = (stream: Stream): boolean =>
    stream.isTTY === true && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb'
  return {
    directory: process.cwd(),
    print: writer(stdout),
    printError: writer(stderr),
    style: isColourful(stdout) ? COLOURS : PLAIN,
    errorStyle: isColourful(stderr) ? COLOURS : PLAIN,
    isLive: stdout.isTTY === true && env.TERM !== 'dumb',
    isDebug,
    ...(stdin.isTTY && stderr.isTTY ? {ask} : {}),
  }
}

/** A reader that has seen enough (`| head`) is no error, and no reason to stop a run. */
const writer = (stream: Stream): ((text: string) => void) => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return text => {
    stream.write(text)
  }
}

/** Loaded when there is something to ask. */
const ask = async (question: string): Promise<string> => {
  const {createInterface} = await import('node:readline/promises')
  const reader = createInterface({input: process.stdin, output: process.stderr})
  const closed = new Promise<string>(resolve => reader.once('close', () => resolve('')))
  try {
    return await Promise.race([reader.question(question), closed])
  } finally {
    reader.close()
  }
}

const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
  styleText(format, text, {validateStream: false})

const COLOURS: Style = {
  bold: paint('bold'),
  dim: paint('dim'),
  red: paint('red'),
  yellow: paint('yellow'),
  green: paint('green'),
  blue: paint('blue'),
  cyan: paint('cyan'),
}
