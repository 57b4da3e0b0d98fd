// The only door to git: argument lists in, text out, never a shell. Knows what must not reach git, not what is asked of it.

import {type ExecaError, execa} from 'execa'
import {err, ok, type Result} from '../util/result.ts'

export interface GitOptions {
  /** Absolute. Given together with a work tree, nothing of that tree's own `.git` is read. */
  readonly gitDir?: string
  readonly workTree?: string
  /** Absolute path of the index file. */
  readonly index?: string
  /** Default: the work tree, else the git directory. Never a directory that an agent can write, unless `gitDir` is given. */
  readonly cwd?: string
  /** Absolute path of a directory of objects to look into as well. They are read as data; nothing else beside them is. */
  readonly objects?: string
  readonly input?: string
  /**
   * For the user's own repository: the user's configuration, hooks and filters apply, as they do when the user types the
   * command. Otherwise no configuration counts but the git directory's own, and no code but git's runs.
   */
  readonly trusted?: boolean
  /** Of author and committer, epoch milliseconds. */
  readonly date?: number
  /** Input and output are bytes, one per UTF-16 unit: names of files need not be UTF-8. */
  readonly bytes?: boolean
}

export interface GitError {
  readonly args: readonly string[]
  /** Undefined: git did not start, or a signal ended it. */
  readonly exitCode?: number
  readonly stdout: string
  readonly stderr: string
  /** A whole sentence for people. */
  readonly message: string
}

/** A command this slow hangs, e.g. in a pipe that an agent named `.gitignore`. The slowest honest one copies a repository. */
const LIMIT_MS = 30 * 60_000

/** Paths of a million files. */
const MAX_OUTPUT_BYTES = 1 << 30

/** Runs in the environment's own repository otherwise: git sets these for its hooks, and we may be called from one. */
const REPOSITORY_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
]

/** Before the command: the repository's hooks, which may fail or hang, are not run. */
export const NO_HOOKS = ['-c', 'core.hooksPath=/dev/null'] as const

/** Every switch that could start a program, read a file of the user's, or reach the network. */
const ISOLATION = [
  'core.fsmonitor=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'gc.auto=0',
  'protocol.allow=never',
  'protocol.file.allow=always',
].flatMap(setting => ['-c', setting])

const ISOLATED_ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'agent-spawn',
  GIT_AUTHOR_EMAIL: 'agent-spawn@localhost',
  GIT_COMMITTER_NAME: 'agent-spawn',
  GIT_COMMITTER_EMAIL: 'agent-spawn@localhost',
}

type Environment = {readonly [name: string]: string | undefined}

/** The text that git printed. An exit status other than 0 is an error: it may be an answer, so the error carries the text too. */
export const git = async (
  args: readonly string[],
  options: GitOptions = {},
): Promise<Result<string, GitError>> => {
  const encoding = options.bytes ? 'latin1' : 'utf8'
  const result = await execa('git', [...(options.trusted ? [] : [...NO_HOOKS, ...ISOLATION]), ...args], {
    env: environmentOf(options),
    extendEnv: false,
    stripFinalNewline: !options.bytes,
    encoding,
    input: Buffer.from(options.input ?? '', encoding),
    timeout: LIMIT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    reject: false,
    ...cwdOf(options),
  })
  return result.failed ? err(gitError(args, result)) : ok(result.stdout)
}

const cwdOf = ({cwd, workTree, gitDir}: GitOptions): {readonly cwd?: string} => {
  const directory = cwd ?? workTree ?? gitDir
  return directory === undefined ? {} : {cwd: directory}
}

const environmentOf = (options: GitOptions): Environment => ({
  ...(options.trusted ? trustedEnvironment(process.env) : isolatedEnvironment(process.env)),
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  // Messages are shown to people, but some are also read.
  LC_ALL: 'C',
  ...(options.gitDir === undefined ? {} : {GIT_DIR: options.gitDir}),
  ...(options.workTree === undefined ? {} : {GIT_WORK_TREE: options.workTree}),
  ...(options.index === undefined ? {} : {GIT_INDEX_FILE: options.index}),
  ...(options.objects === undefined ? {} : {GIT_ALTERNATE_OBJECT_DIRECTORIES: quotedPath(options.objects)}),
  ...(options.date === undefined ? {} : datesOf(options.date)),
})

/** The variable holds a list with colons between, of which each entry may stand in quotes. */
const quotedPath = (path: string): string => `"${path.replace(/["\\]/g, '\\$&')}"`

const trustedEnvironment = (inherited: Environment): Environment =>
  filterNames(inherited, name => !REPOSITORY_VARIABLES.includes(name))

const isolatedEnvironment = (inherited: Environment): Environment => ({
  ...filterNames(inherited, name => !name.startsWith('GIT_')),
  ...ISOLATED_ENVIRONMENT,
})

const filterNames = (environment: Environment, isKept: (name: string) => boolean): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => isKept(name)))

const datesOf = (epochMs: number): Environment => {
  const date = `@${Math.floor(epochMs / 1000)} +0000`
  return {GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date}
}

type Failure = Pick<ExecaError, 'timedOut'> & {
  readonly exitCode?: number | undefined
  readonly code?: string | undefined
  readonly shortMessage?: string | undefined
  readonly stdout: string
  readonly stderr: string
}

const gitError = (args: readonly string[], failure: Failure): GitError => ({
  args,
  ...(failure.exitCode === undefined ? {} : {exitCode: failure.exitCode}),
  stdout: failure.stdout,
  stderr: failure.stderr,
  message: messageOf(commandOf(args), failure),
})

/** Settings come first, each behind a `-c`. */
const commandOf = (args: readonly string[]): string =>
  args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c') ?? ''

const LOCKED = /Unable to create '([^\n]+\.lock)': File exists/

const messageOf = (command: string, {exitCode, timedOut, stderr, shortMessage, code}: Failure): string => {
  if (code === 'ENOENT') return 'git is not installed or not on the PATH; install git 2.38 or newer.'
  if (timedOut) return `git ${command} did not end within ${LIMIT_MS / 60_000} minutes and was stopped.`
  if (exitCode === undefined) return `git ${command} did not run: ${shortMessage}`
  const [, lock] = LOCKED.exec(stderr) ?? []
  if (lock !== undefined)
    return `git ${command} found ${lock}: another git is at work there, or one has died over it. When none is, remove that file and try again.`
  return `git ${command} failed with exit code ${exitCode}: ${stderr.trim() || 'it gave no reason'}`
}

/** The records of an output with `-z`. */
export const splitNul = (text: string): string[] => text.split('\0').filter(record => record !== '')

/** The first with `merge-tree --write-tree`. */
const OLDEST = [2, 38] as const

/** The version of the installed git, e.g. `2.39.5`; the error says what is missing and what to do. */
export const gitVersion = async (): Promise<Result<string, string>> => {
  const printed = await git(['--version'])
  if (!printed.ok) return err(printed.error.message)
  const [, version = '', major, minor] = /((?<![0-9])([0-9]+)\.([0-9]+)[0-9.]*)/.exec(printed.value) ?? []
  return isRecent(Number(major), Number(minor)) ? ok(version) : err(tooOld(printed.value))
}

const isRecent = (major: number, minor: number): boolean =>
  major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])

const tooOld = (found: string): string =>
  `Found ${found.trim()}; expected git ${OLDEST.join('.')} or newer, which can merge without a working tree. Please update git.`

/** Whether a name is safe as one part of a ref or as one name of a directory: no option, no `..`, nothing that git rewrites. */
export const isSafeRefPart = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/.test(name) && !name.includes('..') && !/(?:\.|\.lock)$/i.test(name)
