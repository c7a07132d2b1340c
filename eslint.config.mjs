import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** The npm packages and own folders each layer may import. Everything else is refused. */
const layers = {
  config: { packages: ['zod', 'jsonc-parser', 'yaml'], folders: [] },
  protocol: {
    packages: ['zod', 'birpc', '@msgpack/msgpack'],
    folders: [],
    typesFrom: ['config'],
  },
  // Closed forms: numbers in, numbers out.
  theory: { packages: [], folders: [] },
  engine: {
    packages: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-cpu',
      '@bufbuild/protobuf',
      'ml-matrix',
    ],
    typePackages: ['onnxruntime-common'],
    // The engine's own kernels.ts. src/kernels is AssemblyScript: nothing but its compiler reads it.
    folders: ['kernels', 'theory'],
    typesFrom: ['config', 'protocol'],
    // Pure functions that the engine and the checks of a config share.
    files: ['config/formatCount', 'config/networkShape'],
  },
};

const otherFolders = [
  'config',
  'protocol',
  'theory',
  'engine',
  'runs',
  'dataFiles',
  'tensorflow',
  'worker',
  'cli',
  'host',
  'kernels',
];

function escape(text) {
  return text.replace(/[/.]/g, '\\$&');
}

/** Refuses every bare import that is not in `packages` (their sub-paths are allowed). */
function onlyPackages(packages, message, allowTypeImports = false) {
  const allowed = packages.map((name) => `${escape(name)}(\\/|$)`).join('|');
  return { regex: `^(?!\\.${allowed === '' ? '' : `|${allowed}`})`, message, allowTypeImports };
}

/** Refuses relative imports that lead into the named folders of `src/`, but for `files`. */
function notFolders(folders, message, allowTypeImports = false, files = []) {
  const allowed = files.length === 0 ? '' : `(?!(${files.map(escape).join('|')})$)`;
  return {
    regex: `^\\..*\\/${allowed}(${folders.join('|')})(\\/|$)`,
    message,
    allowTypeImports,
  };
}

/** Import and global rules of a layer that must run anywhere: no Node.js, no DOM, no clock, no hidden randomness. */
function pureLayer(name) {
  const { packages, typePackages = [], folders, typesFrom = [], files = [] } = layers[name];
  const refused = otherFolders.filter(
    (other) => other !== name && !folders.includes(other) && !typesFrom.includes(other),
  );
  const patterns = [
    onlyPackages(
      [...packages, ...typePackages],
      `src/${name} must run anywhere: see eslint.config.mjs.`,
    ),
    notFolders([...refused, 'webview'], `src/${name} may not know this layer.`),
  ];
  if (typesFrom.length > 0) {
    const message = `src/${name} may import types only from here.`;
    patterns.push(notFolders(typesFrom, message, true, files));
  }
  if (typePackages.length > 0) {
    patterns.push({
      group: typePackages,
      message: 'Types only: the worker injects the implementation.',
      allowTypeImports: true,
    });
  }
  return {
    files: [`src/${name}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns }],
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'window',
          'document',
          'performance',
          'setTimeout',
          'setInterval',
        ].map((global) => ({
          name: global,
          message: 'Pure layer: this is injected, or done elsewhere.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use a named random stream.' },
        { object: 'Date', property: 'now', message: 'Time is injected.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"]', message: 'Time is injected.' },
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
      ],
    },
  };
}

/** Import rules of a layer that runs in Node.js: everything but VS Code and the folders refused. */
function nodeLayer(name, refusedFolders, files = [`src/${name}/**/*.ts`]) {
  return {
    files,
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'vscode', message: 'Only src/host knows VS Code.' }],
          patterns: [notFolders(refusedFolders, `src/${name} may not know this layer.`)],
        },
      ],
    },
  };
}

export default defineConfig(
  globalIgnores([
    'dist/',
    '.tsbuild/',
    '.harness/',
    '.vscode-test/',
    'coverage/',
    'test-results/',
    'test/boundaries/illegal/',
    'test/fixtures/',
    // AssemblyScript, checked by its own compiler.
    'src/kernels/',
  ]),
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-shadow': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Mere ceremony in numeric code and in messages.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/unified-signatures': 'off',
      // An interface's methods may be async in one implementation and not in another.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{ts,mjs,cjs}'],
    rules: {
      complexity: ['error', 15],
      curly: ['error', 'multi-line'],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
      ],
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },

  // One block per layer: a later block that matches the same file would replace its rules.
  pureLayer('config'),
  pureLayer('protocol'),
  pureLayer('theory'),
  pureLayer('engine'),
  nodeLayer('runs', [
    'theory',
    'engine',
    'dataFiles',
    'tensorflow',
    'worker',
    'cli',
    'host',
    'kernels',
    'webview',
  ]),
  nodeLayer('dataFiles', otherFolders.filter((name) => name !== 'dataFiles').concat('webview')),
  nodeLayer('dataFiles', [
    'theory',
    'engine',
    'runs',
    'tensorflow',
    'worker',
    'cli',
    'host',
    'kernels',
    'webview',
  ]),
  nodeLayer('tensorflow', otherFolders.filter((name) => name !== 'tensorflow').concat('webview')),
  nodeLayer('worker', ['cli', 'host', 'webview']),
  {
    ...nodeLayer('cli', ['theory', 'engine', 'worker', 'host', 'kernels', 'webview']),
    rules: {
      ...nodeLayer('cli', ['theory', 'engine', 'worker', 'host', 'kernels', 'webview']).rules,
      'no-console': 'off',
    },
  },
  {
    files: ['src/host/**/*.ts', 'src/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            notFolders(
              ['theory', 'engine', 'worker', 'cli', 'kernels', 'webview'],
              'The extension host never trains: it talks to the worker.',
              true,
            ),
          ],
        },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            onlyPackages(
              ['chart.js', 'chartjs-plugin-annotation', 'lit', '@vscode-elements/elements'],
              'The panel is a browser page: see eslint.config.mjs.',
            ),
            {
              regex: '\\/src\\/(?!(protocol|theory)(\\/|$))',
              message: 'Pages know the protocol and the closed forms only.',
            },
          ],
        },
      ],
    },
  },
  {
    // Typed arrays: noUncheckedIndexedAccess is off in the engine and the closed forms, and on in its tests.
    files: ['src/{engine,theory}/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 600, skipBlankLines: true, skipComments: true }],
      // `const f = vi.fn()` and chai-like property assertions.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: [
      'bench/**/*.{ts,mjs}',
      'test/fuzz/main.ts',
      'test/harness/**/*.ts',
      'test/webview/harness.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{mjs,cjs,mts}'],
    languageOptions: { globals: { ...globals.node } },
    rules: { 'no-console': 'off' },
  },
  {
    // Tools that demand a default export.
    files: ['*.config.{mts,mjs}', 'test/**/vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  prettier,
);
