import tseslint from "typescript-eslint";

// Imports point down: the script for other sites stands alone, the pages stand on the API and the texts.
const layers = {
  "src/sdk/**": ["../embed/*", "../api/*"],
  "src/api/**": ["../embed/*", "../sdk/*"],
  "src/i18n/**": ["../embed/*", "../sdk/*", "../api/*"],
  "src/embed/**": ["../sdk/*"],
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-console": "error",
      eqeqeq: "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "text becomes text: see embed/dom.ts" },
        { property: "outerHTML", message: "text becomes text: see embed/dom.ts" },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...Object.entries(layers).map(([files, group]) => ({
    files: [files],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group, message: "imports point down" }] }],
    },
  })),
);
