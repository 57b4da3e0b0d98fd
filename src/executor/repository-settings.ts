// Whether somebody has changed what git in the user's repository runs by itself. An agent need not leave its workspace to find that
// repository, and nobody would see it: neither files nor commits tell.

import {join} from 'node:path'
import {changeTimes} from '../system/change-times.ts'
import {readText} from '../system/files.ts'
import {git, splitNul} from '../system/git.ts'

export interface SettingsWatch {
  /** Of what changed since the watch began, or since this was last asked: paths as people write them, `.git/config`. */
  changes(): Promise<readonly string[]>
}

/** `gitDir`: the one that all working trees share, absolute. */
export const watchSettings = (gitDir: string): SettingsWatch => {
  let known = lookAt(gitDir)
  return {
    changes: async () => {
      const [before, now] = await Promise.all([known, lookAt(gitDir)])
      known = Promise.resolve(now)
      const names = [...new Set([...before.keys(), ...now.keys()])].sort()
      const differing = await Promise.all(names.map(name => differs(name, before.get(name), now.get(name))))
      return names.filter((_, index) => differing[index]).map(name => `.git/${name}`)
    },
  }
}

/** By path below the git directory: the text of settings, and when anything else was changed. */
type Look = ReadonlyMap<string, string>

const SETTINGS: readonly string[] = ['config', 'config.worktree']

const lookAt = async (gitDir: string): Promise<Look> => {
  const look = new Map<string, string>()
  for (const name of SETTINGS) {
    const text = await readText(join(gitDir, name))
    if (text.ok) look.set(name, text.value)
  }
  for (const directory of ['hooks', 'info'])
    for (const [name, at] of await changeTimes(join(gitDir, directory), () => false))
      if (directory === 'hooks' ? !name.endsWith('.sample') : name === 'attributes')
        look.set(`${directory}/${name}`, `${at}`)
  return look
}

const differs = async (name: string, before = '', now = ''): Promise<boolean> => {
  if (before === now) return false
  if (!SETTINGS.includes(name)) return true
  const [old, changed] = await Promise.all([settingsIn(before), settingsIn(now)])
  return old === undefined || changed === undefined || old !== changed
}

/** Whose branches follow which, who commits, and where remotes are: git and its user write that down every day, and nothing runs for it. */
const HARMLESS = /^(?:branch\.|user\.|remote\.[^\n]+\.(?:url|pushurl|fetch)\n)/

/** Undefined for what is no text of settings. */
const settingsIn = async (text: string): Promise<string | undefined> => {
  const listed = await git(['config', '--file', '-', '--null', '--list'], {cwd: '/', input: text})
  return listed.ok
    ? splitNul(listed.value)
        .filter(setting => !HARMLESS.test(setting))
        .join('\0')
    : undefined
}
