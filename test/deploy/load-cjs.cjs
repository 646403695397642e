// The emulator asks `require` for a handler's file without its ending, and so finds no `index.cjs`. Lambda does.
const { _extensions } = require('node:module');
_extensions['.cjs'] = _extensions['.js'];
