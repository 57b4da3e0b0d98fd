// Times whole processes by the wall clock. Variants take turns inside a round, so that a busy minute hits them all.

import {spawn} from 'node:child_process'

/** One thing to measure, always in the same directory. */
export interface Variant {
  readonly name: string
  readonly program: string
  readonly args: readonly string[]
  readonly directory: string
  /** Added to the inherited environment. */
  readonly env?: {readonly [name: string]: string}
  /** Milliseconds; a variant that takes longer is stopped and left out of later rounds. */
  readonly limitMs?: number
  /** It prints how many milliseconds count, rather than all from its start to its end. */
  readonly timesItself?: boolean
}

export interface Measured {
  readonly name: string
  /** Milliseconds of each round. */
  readonly samples: readonly number[]
  /** Why there are no more. */
  readonly trouble?: string
}

type Sample = {readonly ms: number} | {readonly trouble: string}

export const measure = async (variants: readonly Variant[], rounds: number): Promise<Measured[]> => {
  const samples = new Map<Variant, number[]>(variants.map(variant => [variant, []]))
  const troubles = new Map<Variant, string>()
  for (let round = 0; round < rounds; round++) {
    for (const variant of variants) {
      if (troubles.has(variant)) continue
      const sample = await runOnce(variant)
      if ('ms' in sample) samples.get(variant)?.push(sample.ms)
      else troubles.set(variant, sample.trouble)
    }
  }
  return variants.map(variant => {
    const trouble = troubles.get(variant)
    return {
      name: variant.name,
      samples: samples.get(variant) ?? [],
      ...(trouble === undefined ? {} : {trouble}),
    }
  })
}

const MINUTES = 60_000
const DEFAULT_LIMIT_MS = 10 * MINUTES
const KEPT = 2_000 // characters of standard error, enough for its last lines

const runOnce = ({
  program,
  args,
  directory,
  env,
  limitMs = DEFAULT_LIMIT_MS,
  timesItself = false,
}: Variant): Promise<Sample> =>
  new Promise(resolve => {
    const start = performance.now()
    const child = spawn(program, args, {
      cwd: directory,
      env: {...process.env, ...env},
      stdio: ['ignore', timesItself ? 'pipe' : 'ignore', 'pipe'],
      detached: true,
    })
    let printed = ''
    let errors = ''
    let isLate = false
    const kill = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }
    const timer = setTimeout(() => {
      isLate = true
      kill()
    }, limitMs)
    process.once('exit', kill)
    const settle = (sample: Sample): void => {
      clearTimeout(timer)
      process.off('exit', kill)
      resolve(sample)
    }
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-KEPT)
    })
    child.on('error', error => settle({trouble: error.message}))
    child.on('close', (exitCode, signal) => {
      const ms = timesItself ? Number(printed) : performance.now() - start
      if (exitCode === 0) settle({ms})
      else if (isLate) settle({trouble: `not done after ${limitMs / 1000} s`})
      else settle({trouble: `failed (${signal ?? `exit code ${exitCode}`}): ${lastLine(errors)}`})
    })
  })

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''

export const median = (samples: readonly number[]): number | undefined => {
  const sorted = samples.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2
}
