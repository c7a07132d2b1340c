// Who may reach whom, also through others: lint sees direct imports only.
const notTypes = { dependencyTypesNot: ['type-only'] };

/** Everything a layer may import at run time of our own: folders, or single files. Types are settled by lint. */
const mayImport = {
  config: [],
  protocol: [],
  theory: [],
  engine: ['config/formatCount.ts', 'config/networkShape.ts', 'theory'],
  kernels: [],
  runs: ['protocol', 'config'],
  tensorflow: [],
  dataFiles: ['config'],
  worker: ['engine', 'config', 'protocol', 'runs', 'dataFiles', 'tensorflow'],
  cli: ['config', 'protocol', 'runs', 'dataFiles', 'tensorflow'],
  host: ['config', 'protocol', 'runs', 'dataFiles', 'tensorflow'],
};

const layerRules = Object.entries(mayImport).map(([layer, others]) => ({
  name: `layer-${layer}`,
  comment: `src/${layer} may import of our own only: ${[layer, ...others].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src|webview)/',
    pathNot: `^src/(${[layer, ...others].map((other) => (other.endsWith('.ts') ? `${other}$` : `${other}/`)).join('|')})`,
    ...notTypes,
  },
}));

const pureRules = ['config', 'protocol', 'theory', 'engine'].map((layer) => ({
  name: `pure-${layer}`,
  comment: `src/${layer} runs anywhere: nothing it reaches may need VS Code, Node.js or the page.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src/(host|worker|cli|runs|dataFiles|tensorflow)|webview|node_modules/@types/(vscode|node))/',
    reachable: true,
  },
}));

module.exports = {
  forbidden: [
    ...layerRules,
    ...pureRules,
    {
      name: 'pure-no-node',
      comment: 'Pure layers import no module of Node.js.',
      severity: 'error',
      from: { path: '^(src/(config|protocol|theory|engine)|webview)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-in-host-only',
      comment: 'Only src/host and src/extension.ts know VS Code.',
      severity: 'error',
      from: { path: '^(src|webview)/', pathNot: '^src/(host/|extension\\.ts$)' },
      to: { path: '(^vscode$|node_modules/@types/vscode/)' },
    },
    {
      name: 'vscode-not-in-reader-thread',
      comment: 'The reader thread has no VS Code.',
      severity: 'error',
      from: { path: '^src/host/runReader/thread\\.ts$' },
      to: { path: '(^vscode$|node_modules/@types/vscode/)', reachable: true },
    },
    {
      name: 'webview-protocol-and-theory-only',
      comment: 'Of the extension the pages know the protocol and the closed forms only.',
      severity: 'error',
      from: { path: '^webview/' },
      to: { path: '^src/', pathNot: '^src/(protocol|theory)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Of types neither: of two files that need each other none can be read first.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that imports nothing is forgotten.',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/kernels/', '(^|/)main\\.ts$'] },
      to: {},
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(vscode|@tensorflow/tfjs-node(-gpu)?)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.tsbuild|\\.harness)/|tsconfig\\.json$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
