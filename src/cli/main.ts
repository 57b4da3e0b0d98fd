// The command line: finds the command, loads it, and turns whatever happens into an exit code. Knows no command's details.

import {Command, CommanderError} from 'commander'
import {EXIT_DONE, EXIT_INVALID} from '../report/exit-code.ts'
import {COMMANDS, type CommandEntry} from './commands.ts'
import type {Door} from './door.ts'
import {EPILOGUE} from './help.ts'
import {processTerminal, type Terminal} from './terminal.ts'

/** We are wrong, or the disk is: `EX_SOFTWARE` of sysexits. */
const EXIT_BUG = 70

/** The version of the package, put in by the bundler. */
declare const __VERSION__: string

/** What the launcher calls. */
export const start = async (): Promise<void> => {
  const words = process.argv.slice(2)
  const isDebug = words.includes('--debug') || (process.env.DEBUG ?? '') === '1'
  const terminal = processTerminal(isDebug)
  process.exitCode = await main(
    words.filter(word => word !== '--debug'),
    {terminal, version: __VERSION__},
  )
}

export interface Surroundings {
  readonly terminal: Terminal
  readonly version: string
}

/** `words` without the program's name; resolves to the exit code, never rejects. */
export const main = async (words: readonly string[], {terminal, version}: Surroundings): Promise<number> => {
  let exitCode: number = EXIT_DONE
  const started = performance.now()
  const door: Door = {
    terminal,
    version,
    client: async () => (await import('../service/client.ts')).localClient(),
    end: code => {
      exitCode = code
    },
  }
  try {
    await (await programFor(words, door, version)).parseAsync([...words], {from: 'user'})
  } catch (error) {
    exitCode = error instanceof CommanderError ? usageCode(error) : showBug(error, terminal)
  }
  if (terminal.isDebug)
    terminal.printError(
      `agent-spawn: exit code ${exitCode} after ${Math.round(performance.now() - started)} ms\n`,
    )
  return exitCode
}

const usageCode = ({exitCode}: CommanderError): number => (exitCode === 0 ? EXIT_DONE : EXIT_INVALID)

const showBug = (error: unknown, {printError, isDebug}: Terminal): number => {
  const text = error instanceof Error ? ((isDebug ? error.stack : undefined) ?? error.message) : String(error)
  const hint = isDebug ? '' : ' (--debug shows where)'
  printError(`agent-spawn: ${text}${hint}\n`)
  return EXIT_BUG
}

const programFor = async (words: readonly string[], door: Door, version: string): Promise<Command> => {
  const first = words[0] ?? ''
  const isOldSpelling = first.startsWith('-') && !['-h', '--help', '-V', '--version'].includes(first)
  const program = createProgram(door.terminal, version)
  if (isOldSpelling) {
    const {configure} = await import('./old-spelling.ts')
    configure(program, door)
    return program
  }
  const called = first === 'help' ? words[1] : first
  for (const entry of COMMANDS) await addCommand(program, entry, {door, isCalled: entry.name === called})
  return program
}

const createProgram = ({print, printError}: Terminal, version: string): Command =>
  new Command('agent-spawn')
    .description('Turns a planning document into finished, verified, integrated work.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('--debug', 'print stack traces and timings on standard error')
    .exitOverride()
    .configureOutput({writeOut: print, writeErr: printError})
    .addHelpText('after', EPILOGUE)

const addCommand = async (
  program: Command,
  {name, summary, load}: CommandEntry,
  {door, isCalled}: {readonly door: Door; readonly isCalled: boolean},
): Promise<void> => {
  const command = program.command(name).description(summary)
  if (!isCalled) return
  const {configure} = await load()
  configure(command, door)
  command.showHelpAfterError(`usage: agent-spawn ${name} ${command.usage()}  (--help tells more)`)
}
