/** The build and the test runner both hand a WebAssembly file over as its bytes, so nothing is looked up at run time. */
declare module '*.wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
