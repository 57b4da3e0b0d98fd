// A scratch repository and the command line in this process, with everything it prints. The environment is the test's own.

import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {onTestFinished} from 'vitest'
import {main} from '../../src/cli/main.ts'
import {PLAIN} from '../../src/report/style.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Rig {
  readonly directory: string
  write(path: string, text: string | Buffer): void
  read(path: string): string
  git(...args: string[]): string
  /** The program with these words, in the directory. `answer`: what the person at the terminal types; absent: there is none. */
  run(words: readonly string[], answer?: string): Promise<Ran>
}

/** The last line of standard output as JSON. */
export const lastJson = ({out}: Ran): Record<string, unknown> =>
  JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')

export const PLAN = 'plan.md'

const task = (id: string, title: string, needs: string): string => `#### ${id}: ${title}

**Task ID:** ${id}
**Title:** ${title}
**Priority:** High
**Estimated Effort:** 2 hours

**Dependencies:** ${needs}

**Outputs:**
- \`out/${id}.txt\`

**Validation Steps:**
\`\`\`bash
# The result is there
test -s out/${id}.txt
\`\`\`
`

/** Four tasks in three groups: T3 needs T1, T4 needs T2 and T3. */
export const HARBOUR = `# Harbour Plan

GROUP A (Day 1): T1, T2 (2 tasks, 0 dependencies)
GROUP B (Day 2): T3 (1 task, depends on GROUP A)
GROUP C (Day 3): T4 (1 task, depends on GROUP B)

${task('T1', 'Survey the Quay', 'None')}
${task('T2', 'Chart the Channel', 'None')}
${task('T3', 'Dredge the Basin', 'T1')}
${task('T4', 'Light the Buoys', 'T2, T3')}
`

/** An agent that does what the plan asks. */
export const WORKER = 'shell:mkdir -p out && echo {task} > out/{task}.txt'

/** With the harbour plan committed, unless `isEmpty`. */
export const rig = ({isEmpty = false}: {readonly isEmpty?: boolean} = {}): Rig => {
  const directory = mkdtempSync(join(tmpdir(), 'cli-'))
  onTestFinished(() => rmSync(directory, {recursive: true, force: true}))
  process.env.XDG_CONFIG_HOME = join(directory, '.git', 'user-configuration')
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(join(directory, path)), {recursive: true})
    writeFileSync(join(directory, path), text)
  }
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  git('init', '--quiet', '--initial-branch=main')
  if (!isEmpty) {
    write(PLAN, HARBOUR)
    git('add', '--all')
    git('commit', '--quiet', '--message=Plan')
  }
  return {
    directory,
    write,
    git,
    read: path => readFileSync(join(directory, path), 'utf8'),
    run: (words, answer) => runMain(words, directory, answer),
  }
}

export const runMain = async (words: readonly string[], directory: string, answer?: string): Promise<Ran> => {
  let out = ''
  let err = ''
  const code = await main(words, {
    version: '1.2.3',
    terminal: {
      directory,
      print: text => {
        out += text
      },
      printError: text => {
        err += text
      },
      style: PLAIN,
      errorStyle: PLAIN,
      isLive: false,
      isDebug: false,
      ...(answer === undefined
        ? {}
        : {
            ask: async (question: string) => {
              err += question
              return answer
            },
          }),
    },
  })
  return {code, out, err}
}
