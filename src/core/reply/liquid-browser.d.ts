/** The browser build of LiquidJS is one module without Node's file system, and loads in a fifth of the time; same API. */

declare module 'liquidjs/dist/liquid.browser.mjs' {
  export * from 'liquidjs';
}
