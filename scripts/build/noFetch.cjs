// Takes node-fetch's place in the bundles: the tensor library can load models from addresses, training never does.
'use strict';
module.exports = () => {
  throw new Error('Training does not use the network.');
};
