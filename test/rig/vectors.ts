// What git can be talked into running by files that lie in a repository: each way by name, how it is laid, and what a person would
// type to step into it.

import {chmodSync, mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'

export interface Vector {
  readonly name: string
  /** For `.git/config`, or another file of settings: names and values. */
  readonly settings?: readonly (readonly [name: string, value: string])[]
  /** Below the top of the working tree. */
  readonly files?: {readonly [path: string]: string}
  /** Shell text. Absent: git itself takes no such setting from a repository. */
  readonly trigger?: string
}

/** One for each; a filter must hand on what it is given, and a process filter fails. */
const programText = (canary: string): string =>
  `#!/bin/sh\ntouch '${canary}'\n[ "$1" = pass ] && cat\nexit 0\n`

const HOOKS = [
  ...['applypatch-msg', 'pre-applypatch', 'post-applypatch', 'pre-commit', 'pre-merge-commit'],
  ...[
    'prepare-commit-msg',
    'commit-msg',
    'post-commit',
    'pre-rebase',
    'post-checkout',
    'post-merge',
    'pre-push',
  ],
  ...['pre-receive', 'update', 'proc-receive', 'post-receive', 'post-update', 'reference-transaction'],
  ...['push-to-checkout', 'pre-auto-gc', 'post-rewrite', 'post-index-change', 'fsmonitor-watchman'],
]

const STEP_INTO = {
  clean: (kind: string) => `echo new > a.${kind}; git add a.${kind}`,
  checkout: (kind: string) => `rm a.${kind}; git checkout -- a.${kind}`,
  diff: (kind: string) => `echo new > a.${kind}; git --no-pager diff`,
  merge:
    'git checkout -q -b side; echo side > a.merge; git commit -qam side; git checkout -q main; echo ours > a.merge; git commit -qam ours; git merge -q -m merged side',
  submodule: `git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),sub; git -c protocol.ext.allow=always submodule update --init`,
}

/** Kinds of files that only settings say something about: `.gitattributes` gives each a driver of its own. */
const DRIVEN = ['clean', 'smudge', 'process', 'included', 'worktree', 'merge', 'textconv', 'command']
const ELSEWHERE = ['info', 'global']

/** Tracked from the start, so that there is something to check out, to compare and to merge. */
export const DRIVEN_FILES: {readonly [path: string]: string} = Object.fromEntries(
  [...DRIVEN, ...ELSEWHERE].map(kind => [`a.${kind}`, '1\n2\n3\n4\n5\n6\n7\n']),
)

const ATTRIBUTES = DRIVEN.map(kind => `*.${kind} filter=${kind} diff=${kind} merge=${kind}\n`).join('')

const settingsText = (settings: Vector['settings'] = []): string =>
  settings
    .map(([name, value]) => {
      const [section = '', ...rest] = name.split('.')
      const key = rest.pop() ?? ''
      const head = rest.length === 0 ? `[${section}]` : `[${section} "${rest.join('.')}"]`
      return `${head}\n\t${key} = "${value.replace(/[\\"]/g, '\\$&')}"\n`
    })
    .join('')

const filter = (name: string, program: string) =>
  [
    [`filter.${name}.clean`, `${program} pass`],
    [`filter.${name}.smudge`, 'cat'],
  ] as const

/** `at`: the top of the working tree. The programs lie elsewhere, in a directory without blanks, and leave their names beside them. */
export const vectorsAt = (at: string, armoury: string): readonly Vector[] => {
  const program = (name: string): string => join(armoury, 'programs', name)
  const attributes = {'.gitattributes': ATTRIBUTES}
  const hooksIn = (folder: string, name: string) =>
    Object.fromEntries(HOOKS.map(hook => [`${folder}/${hook}`, `#!/bin/sh\nexec ${program(name)}\n`]))
  const monitor = (name: string) => [['core.fsmonitor', program(name)]] as const
  return [
    {name: 'fsmonitor', settings: monitor('fsmonitor'), trigger: 'git status'},
    {
      name: 'hooks-path',
      settings: [['core.hooksPath', join(at, '.git/more-hooks')]],
      files: hooksIn('.git/more-hooks', 'hooks-path'),
      trigger: 'git checkout -q -b other',
    },
    {name: 'hooks', files: hooksIn('.git/hooks', 'hooks'), trigger: 'git checkout -q -b other'},
    {
      name: 'clean',
      settings: filter('clean', program('clean')),
      files: attributes,
      trigger: STEP_INTO.clean('clean'),
    },
    {
      name: 'smudge',
      settings: [['filter.smudge.smudge', `${program('smudge')} pass`]],
      files: attributes,
      trigger: STEP_INTO.checkout('smudge'),
    },
    {
      name: 'process',
      settings: [['filter.process.process', program('process')]],
      files: attributes,
      trigger: STEP_INTO.clean('process'),
    },
    {
      name: 'info-attributes',
      settings: filter('info', program('info-attributes')),
      files: {'.git/info/attributes': '*.info filter=info\n'},
      trigger: STEP_INTO.clean('info'),
    },
    {
      name: 'attributes-file',
      settings: [
        ...filter('global', program('attributes-file')),
        ['core.attributesFile', join(at, '.git/more-attributes')],
      ],
      files: {'.git/more-attributes': '*.global filter=global\n'},
      trigger: STEP_INTO.clean('global'),
    },
    {
      name: 'include',
      settings: [['include.path', 'more-settings']],
      files: {...attributes, '.git/more-settings': settingsText(filter('included', program('include')))},
      trigger: STEP_INTO.clean('included'),
    },
    {
      name: 'worktree-config',
      settings: [['extensions.worktreeConfig', 'true']],
      files: {
        ...attributes,
        '.git/config.worktree': settingsText(filter('worktree', program('worktree-config'))),
      },
      trigger: STEP_INTO.clean('worktree'),
    },
    {
      name: 'merge-driver',
      settings: [['merge.merge.driver', program('merge-driver')]],
      files: attributes,
      trigger: STEP_INTO.merge,
    },
    {
      name: 'textconv',
      settings: [['diff.textconv.textconv', program('textconv')]],
      files: attributes,
      trigger: STEP_INTO.diff('textconv'),
    },
    {
      name: 'diff-driver',
      settings: [['diff.command.command', program('diff-driver')]],
      files: attributes,
      trigger: STEP_INTO.diff('command'),
    },
    {
      name: 'diff-external',
      settings: [['diff.external', program('diff-external')]],
      trigger: STEP_INTO.diff('clean'),
    },
    {
      name: 'ssh-command',
      settings: [['core.sshCommand', program('ssh-command')]],
      trigger: 'git ls-remote ssh://localhost/x',
    },
    {name: 'editor', settings: [['core.editor', program('editor')]], trigger: 'git commit --allow-empty'},
    {name: 'pager', settings: [['core.pager', program('pager')]], trigger: "script -qec 'git log' /dev/null"},
    {name: 'alias', settings: [['alias.st', `!${program('alias')}`]], trigger: 'git st'},
    {
      name: 'gpg-program',
      settings: [
        ['gpg.program', program('gpg-program')],
        ['commit.gpgSign', 'true'],
      ],
      trigger: 'git commit --allow-empty -m signed',
    },
    {
      name: 'credential-helper',
      settings: [['credential.helper', `!${program('credential-helper')}`]],
      trigger: "printf 'protocol=https\\nhost=localhost\\n\\n' | git credential fill",
    },
    {
      name: 'askpass',
      settings: [['core.askPass', program('askpass')]],
      trigger: "printf 'protocol=https\\nhost=localhost\\n\\n' | git credential fill",
    },
    {
      name: 'instead-of',
      settings: [
        [`url.ext::${program('instead-of')} .insteadOf`, '/'],
        ['protocol.ext.allow', 'always'],
      ],
      trigger: 'git ls-remote /anything',
    },
    {
      name: 'submodule',
      files: {'.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ext::${program('submodule')}\n`},
      trigger: STEP_INTO.submodule,
    },
    {
      name: 'trailer',
      settings: [
        ['trailer.sign.key', 'Signed'],
        ['trailer.sign.command', program('trailer')],
      ],
      trigger: 'echo subject | git interpret-trailers',
    },
    {
      name: 'bare-repository',
      files: {
        'bare/HEAD': 'ref: refs/heads/main\n',
        'bare/config': settingsText([
          ['core.repositoryFormatVersion', '0'],
          ['core.worktree', '.'],
          ...monitor('bare-repository'),
        ]),
        'bare/objects/keep': '',
        'bare/refs/keep': '',
      },
      trigger: 'cd bare; git status',
    },
    {
      name: 'inner-repository',
      files: {
        'inner/.git/HEAD': 'ref: refs/heads/main\n',
        'inner/.git/config': settingsText([
          ['core.repositoryFormatVersion', '0'],
          ...monitor('inner-repository'),
        ]),
        'inner/.git/objects/keep': '',
        'inner/.git/refs/keep': '',
        'inner/file': 'inner\n',
      },
      trigger: 'git -C inner status',
    },
    {
      name: 'environment',
      files: {'.envrc': `export GIT_EXTERNAL_DIFF=${program('environment')}\n${program('environment')}\n`},
      trigger: '. ./.envrc',
    },
    {name: 'pack-objects-hook', settings: [['uploadpack.packObjectsHook', program('pack-objects-hook')]]},
    {
      name: 'template',
      settings: [['init.templateDir', join(at, '.git/template')]],
      files: hooksIn('.git/template/hooks', 'template'),
    },
  ]
}

/** Where git looks for a repository there is a file that leads to another one. Takes the place of `.git`: all else is gone with it. */
export const plantGitFile = (at: string, armoury: string): void => {
  const elsewhere = join(armoury, 'elsewhere')
  write(elsewhere, {
    HEAD: 'ref: refs/heads/main\n',
    config: settingsText([
      ['core.repositoryFormatVersion', '0'],
      ['core.fsmonitor', join(armoury, 'programs/git-file')],
    ]),
    'objects/keep': '',
    'refs/keep': '',
  })
  rmSync(join(at, '.git'), {recursive: true, force: true})
  write(at, {'.git': `gitdir: ${elsewhere}\n`})
  arm(armoury, 'git-file')
}

export const plant = (at: string, armoury: string, vectors: readonly Vector[]): void => {
  const settings = vectors.flatMap(vector => vector.settings ?? [])
  writeFileSync(join(at, '.git/config'), settingsText(settings), {flag: 'a'})
  for (const {name, files = {}} of vectors) {
    write(at, files)
    arm(armoury, name)
  }
}

/** What ran, by name, lies in `ran`. */
const arm = (armoury: string, name: string): void => {
  mkdirSync(join(armoury, 'ran'), {recursive: true})
  write(join(armoury, 'programs'), {[name]: programText(join(armoury, 'ran', name))})
  chmodSync(join(armoury, 'programs', name), 0o755)
}

const write = (directory: string, files: {readonly [path: string]: string}): void => {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path)
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, text)
    if (text.startsWith('#!')) chmodSync(file, 0o755)
  }
}
