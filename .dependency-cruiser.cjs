// The import table of ARCHITECTURE.md. Each row: what a folder may import, and why nothing more.
const table = {
  'src/core': { may: [], why: 'core is the bottom: the few words that all share' },
  'src/machine': { may: ['src/core'], why: 'the machine runs code and never sees text' },
  grammar: { may: ['src/core'], why: 'an editor needs the grammar and no engine' },
  'src/language': {
    may: ['src/core', 'grammar', 'src/machine/code.ts', 'src/machine/bytecode.ts'],
    why: 'the language emits code and never runs it',
  },
  'src/policy': {
    may: ['src/core', 'src/language', 'src/machine'],
    why: 'a policy is definitions as data; it knows no change',
  },
  'src/verify': {
    may: ['src/core', 'src/machine', 'src/policy', 'src/language'],
    why: 'a reader of policy, never of the other readers',
  },
  'src/risk': {
    may: ['src/core', 'src/machine', 'src/policy'],
    why: 'a reader of policy; facts arrive as plain values',
  },
  'src/access': {
    may: ['src/core', 'src/machine', 'src/policy'],
    why: 'a reader of policy; the roster arrives as plain values',
  },
  'src/audit': { may: ['src/core'], why: 'an auditor can read it alone' },
  'src/change': {
    may: ['src/core', 'src/machine', 'src/policy', 'src/access'],
    why: 'the business, free of disk, web and promises',
  },
  'src/engine': {
    may: [
      'src/core',
      'src/machine',
      'src/language',
      'src/policy',
      'src/verify',
      'src/risk',
      'src/access',
      'src/audit',
      'src/change',
      'grammar',
    ],
    why: 'the engine owns what is asynchronous and knows no face of the product',
  },
  'src/store': {
    may: ['src/core', 'src/audit', 'src/engine/ports.ts'],
    why: 'a store finds and reports; recomputing is the engine’s',
  },
  'src/operations': {
    may: [
      'src/core',
      'src/policy',
      'src/verify',
      'src/risk',
      'src/change',
      'src/access',
      'src/audit',
      'src/engine',
    ],
    why: 'every operation once, over the engine',
  },
  'src/http': { may: ['src/core', 'src/operations'], why: 'an adapter may phrase, never decide' },
  'src/mcp': { may: ['src/core', 'src/operations'], why: 'an adapter may phrase, never decide' },
  'src/client': {
    may: ['src/core', 'src/operations'],
    why: 'the REST client needs the types of the operations only',
  },
  'src/host': {
    may: [
      'src/core',
      'src/access',
      'src/change',
      'src/engine',
      'src/client',
      'src/http/door.ts',
      'src/config.ts',
      'src/version.ts',
    ],
    why: 'the ports of the engine and the doors on this machine; only main connects them',
  },
  'src/cli': {
    may: [
      'src/core',
      'src/language',
      'src/machine',
      'src/policy',
      'src/verify',
      'src/risk',
      'src/audit',
      'src/operations',
      'src/client',
    ],
    why: 'commands; the engine reaches it as `serve` and `workshop`',
  },
};
const anchor = (path) => (path.endsWith('.ts') ? `^${path.replace('.', '\\.')}$` : `^${path}/`);
const own = Object.entries(table).map(([folder, { may, why }]) => ({
  name: `${folder.replace('src/', '')}-imports`,
  comment: why,
  severity: 'error',
  from: { path: anchor(folder) },
  to: { path: '^(src|grammar)/', pathNot: [anchor(folder), ...may.map(anchor)] },
}));
const pure = ['core', 'machine', 'language', 'verify', 'risk', 'access', 'change', 'audit'];
module.exports = {
  forbidden: [
    ...own,
    {
      name: 'pure-folders',
      comment: 'these folders do no I/O and read no clock: of Node they may import crypto alone',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'only-main-wires',
      comment: 'one composition root: nothing imports main but bin',
      severity: 'error',
      from: { pathNot: '^(src/bin\\.ts|tests/|bench/)' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'no-circular',
      comment: 'a cycle is one module in two files',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
