/** Style sheets are collected into dist/webview.css by the bundler. */
declare module '*.css';
