// What this build has of what Node can be built with.

const features = {
  inspector: false,
  debug: false,
  uv: true,
  ipv6: true,
  openssl_is_boringssl: false,
  tls_alpn: false,
  tls_sni: false,
  tls_ocsp: false,
  tls: false,
  cached_builtins: true,
  require_module: true,
  quic: false,
  typescript: false,
};

const shown = {};
for (const name of Object.keys(features)) {
  Object.defineProperty(shown, name, { get: () => features[name], enumerable: true, configurable: false });
}

// How Node's build was configured, as far as it is true of evloop.
const config = Object.freeze({
  target_defaults: Object.freeze({
    cflags: Object.freeze([]),
    default_configuration: 'Release',
    defines: Object.freeze([]),
    include_dirs: Object.freeze([]),
    libraries: Object.freeze([]),
  }),
  variables: Object.freeze({
    asan: 0,
    napi_build_version: '0',
    node_module_version: Number(process.versions.modules),
    node_builtin_shareable_builtins: Object.freeze([]),
    node_shared: false,
    node_use_openssl: false,
    v8_enable_i18n_support: 0,
  }),
});

module.exports = { features: shown, config };
