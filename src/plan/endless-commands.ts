// Recognises commands that do not end by themselves: servers, watchers, followed logs. A table of programs people put into
// validation steps; what is not in it is taken to end.

import {type SimpleCommand, simpleCommands} from './shell-words.ts'

type Arguments = readonly string[]

/** Whether this command line would wait for ever, or is sent to the background by its author. */
export const isEndless = (code: string): boolean => {
  const commands = simpleCommands(code)
  if (commands.at(-1)?.end === '&') return true
  return commands.some((command, index) => neverEnds(command.words) && !isReleased(commands, index))
}

/** Sent to the background within the line, or cut short by a reader that ends: `tail -f log | head -1`. */
const isReleased = (commands: readonly SimpleCommand[], from: number): boolean => {
  let index = from
  while (commands[index]?.end === '|') {
    index++
    const reader = commands[index]?.words ?? []
    if (reader[0] === 'head' || (reader[0] === 'grep' && reader.some(word => /^-[a-zA-Z]*[qm]/.test(word))))
      return true
  }
  return commands[index]?.end === '&'
}

/** Words in front of the program itself. */
const WRAPPERS = new Set(
  'sudo exec nohup time command env npx bunx pnpx pnpm-exec cross-env dotenv then do else { ( !'.split(' '),
)
/** `poetry run X` is X. */
const RUNNERS = new Map([
  ['poetry', 'run'],
  ['uv', 'run'],
  ['pipenv', 'run'],
  ['hatch', 'run'],
  ['rye', 'run'],
  ['bundle', 'exec'],
  ['pnpm', 'exec'],
  ['yarn', 'exec'],
])

const neverEnds = (words: Arguments): boolean => {
  const [program = '', ...rest] = unwrap(words)
  if (rest.includes('--help') || rest.includes('--version')) return false
  const name = program.replace(/^.*\//, '')
  return (PROGRAMS.get(name)?.(rest) ?? false) || isWatching(rest)
}

const unwrap = (words: Arguments): Arguments => {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) continue
    if (RUNNERS.get(word) === words[at + 1] && words[at + 1] !== undefined) at++
    else if (!WRAPPERS.has(word)) break
    while (words[at + 1]?.startsWith('-')) at++
  }
  return words.slice(at)
}

const isWatching = (words: Arguments): boolean =>
  words.some(word => /^--watch(?:All)?(?:$|=(?!false))/.test(word))

const WORD = /^[^-]/
/** The words that are no options: the subcommand comes first. */
const plain = (words: Arguments): Arguments => words.filter(word => WORD.test(word))
const always = (): boolean => true
const first =
  (...names: readonly string[]) =>
  (words: Arguments): boolean =>
    names.includes(plain(words)[0] ?? '')
/** Alone or with options, it serves. */
const bareOr =
  (...names: readonly string[]) =>
  ([word = '-']: Arguments): boolean =>
    word.startsWith('-') || names.includes(word)
const has =
  (...options: readonly string[]) =>
  (words: Arguments): boolean =>
    words.some(word => options.includes(word))
const short =
  (...letters: readonly string[]) =>
  (words: Arguments): boolean =>
    words.some(word => /^-[A-Za-z0-9]+$/.test(word) && letters.some(letter => word.includes(letter)))
const follows = (words: Arguments): boolean =>
  short('f', 'F')(words) || words.some(word => word.startsWith('--follow'))

/** `dev`, `start:prod`: scripts that by their name serve or watch. */
const isServingScript = (name: string): boolean =>
  /^(?:dev|develop|start|serve|server|watch|preview)(?:[:.]|$)/.test(name)

/** `npm run dev`, `yarn dev`, `npm --prefix ui start`; the first word that names one of the scripts decides. */
const packageScript = (words: Arguments): boolean => {
  const names = plain(words.includes('--') ? words.slice(0, words.indexOf('--')) : words)
  const run = names.findIndex(name => name === 'run' || name === 'run-script')
  const script = run >= 0 ? names[run + 1] : names.find(isServingScript)
  const isOther =
    run < 0 && /^(?:install|i|ci|add|exec|test|build|publish|audit|create|remove|x|dlx)$/.test(names[0] ?? '')
  return !isOther && isServingScript(script ?? '')
}

const compose = (words: Arguments): boolean => {
  const isUp = plain(words).includes('up')
  const ends = has(
    '-d',
    '--detach',
    '--wait',
    '--abort-on-container-exit',
    '--exit-code-from',
    '--no-start',
  )(words)
  return (isUp && !ends) || (plain(words).includes('logs') && follows(words))
}

const docker = (words: Arguments): boolean => {
  const [command, ...rest] = words
  return command === 'compose' ? compose(rest) : command === 'logs' && follows(rest)
}

const python = (words: Arguments): boolean => {
  const at = words.indexOf('-m')
  if (at >= 0) {
    const module = words[at + 1] ?? ''
    return module === 'http.server' || (PROGRAMS.get(module)?.(words.slice(at + 2)) ?? false)
  }
  return words.includes('runserver') || servesFile(words)
}

/** `node dist/server.js`: a program called server, started in the foreground. */
const servesFile = (words: Arguments): boolean =>
  /(?:^|\/)server(?:\.[cm]?[jt]s|\.py|\.rb|\.go)?$/.test(plain(words)[0] ?? '')

const kubectl = (words: Arguments): boolean =>
  first('port-forward', 'proxy')(words) || (first('logs')(words) && follows(words)) || short('w')(words)

const PROGRAMS: ReadonlyMap<string, (words: Arguments) => boolean> = new Map<
  string,
  (words: Arguments) => boolean
>([
  ['npm', packageScript],
  ['pnpm', packageScript],
  ['yarn', packageScript],
  ['bun', words => packageScript(words) || servesFile(words)],
  [
    'deno',
    words => first('serve')(words) || (first('task')(words) && isServingScript(plain(words)[1] ?? '')),
  ],
  ['node', servesFile],
  ['tsx', words => first('watch')(words) || servesFile(words)],
  ['ts-node', servesFile],
  ['ts-node-dev', always],
  ['nodemon', always],
  ['vite', bareOr('dev', 'serve', 'preview')],
  ['vitest', first('watch', 'dev')],
  ['next', bareOr('dev', 'start')],
  ['nuxt', first('dev', 'start', 'preview')],
  ['astro', first('dev', 'preview')],
  ['remix', first('dev')],
  ['gatsby', first('develop', 'serve')],
  ['ng', first('serve')],
  ['vue-cli-service', first('serve')],
  ['react-scripts', first('start')],
  ['expo', first('start')],
  ['storybook', first('dev')],
  ['wrangler', first('dev')],
  ['webpack', first('serve', 'watch')],
  ['webpack-dev-server', always],
  [
    'turbo',
    words =>
      plain(words)
        .filter(word => word !== 'run')
        .some(isServingScript),
  ],
  ['tsc', short('w')],
  ['serve', always],
  ['http-server', always],
  ['live-server', always],
  ['json-server', always],
  ['python', python],
  ['python3', python],
  ['flask', first('run')],
  ['uvicorn', always],
  ['hypercorn', always],
  ['daphne', always],
  ['gunicorn', words => !has('-D', '--daemon')(words)],
  ['celery', words => plain(words).some(word => word === 'worker' || word === 'beat')],
  ['streamlit', first('run')],
  ['mkdocs', first('serve')],
  ['rails', words => first('s', 'server')(words) && !has('-d', '--daemon')(words)],
  ['rackup', always],
  ['jekyll', first('serve', 's')],
  ['php', words => short('S')(words) || (first('artisan')(words) && plain(words)[1] === 'serve')],
  ['hugo', first('server', 'serve')],
  ['caddy', first('run')],
  ['cargo', first('watch')],
  ['mix', first('phx.server')],
  ['go', words => first('run')(words) && servesFile(words.slice(1))],
  ['docker', docker],
  ['docker-compose', compose],
  ['kubectl', kubectl],
  ['tail', follows],
  ['journalctl', follows],
  ['watch', always],
  ['ngrok', always],
])
