//! What can go wrong while a module is looked for, in Node's words and with Node's codes.

use std::fmt;
use std::path::PathBuf;

/// Why a module could not be found or may not be loaded.
///
/// `importer` is the file whose `import` it was; it is None for `require`, whose messages do not name one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LoadError {
    /// `require` found nothing of this name. Who required whom is added by the JavaScript half, which knows.
    NotFound { request: String },
    /// A package exports a file that is not there.
    ExportMissing { file: PathBuf, package: PathBuf },
    /// A package's `main` is not there, and no `index.js` either.
    MainMissing { file: PathBuf, config: PathBuf, request: String },
    /// `import` of a file that is not there.
    ModuleMissing { file: PathBuf, importer: PathBuf, url: String },
    /// `import` of a package that is not there, or that has no main file.
    PackageMissing { name: String, importer: PathBuf },
    /// The package does not export this.
    PathNotExported { subpath: String, config: PathBuf, importer: Option<PathBuf> },
    /// The package does not define this `#` name; without a `config` there is no package.
    ImportNotDefined { specifier: String, config: Option<PathBuf>, importer: PathBuf },
    /// An `exports` or `imports` map leads to somewhere it may not.
    InvalidTarget {
        field: &'static str,
        target: String,
        key: String,
        config: PathBuf,
        importer: Option<PathBuf>,
    },
    /// Not a name that a module could have.
    InvalidSpecifier { specifier: String, reason: String, importer: Option<PathBuf> },
    /// `import` of a folder.
    DirectoryImport { folder: String, importer: PathBuf, url: String },
    /// `node:` with a name that is not built in.
    UnknownBuiltin { id: String },
    /// `import` of a file whose kind its extension does not tell.
    UnknownExtension { extension: String, file: PathBuf },
    /// A `package.json` that cannot be read.
    InvalidPackageConfig { config: PathBuf, importing: Option<(String, PathBuf)> },
    /// A URL that is neither a file nor built in.
    UnsupportedScheme { scheme: String },
    /// JSON that was not asked for as such.
    AttributeMissing { url: String },
    /// `with { type: 'json' }` for a module that is something else.
    AttributeIncompatible { url: String, kind: String },
    /// `with { name: value }` of an unknown name, or of an unknown `type`.
    AttributeUnsupported { name: String, value: String, url: String },
    /// A `data:` URL of a media type that is no module's.
    UnknownFormat { format: String, url: String },
}

impl LoadError {
    /// Node's code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            LoadError::NotFound { .. } | LoadError::ExportMissing { .. } | LoadError::MainMissing { .. } => {
                "MODULE_NOT_FOUND"
            }
            LoadError::ModuleMissing { .. } | LoadError::PackageMissing { .. } => "ERR_MODULE_NOT_FOUND",
            LoadError::PathNotExported { .. } => "ERR_PACKAGE_PATH_NOT_EXPORTED",
            LoadError::ImportNotDefined { .. } => "ERR_PACKAGE_IMPORT_NOT_DEFINED",
            LoadError::InvalidTarget { .. } => "ERR_INVALID_PACKAGE_TARGET",
            LoadError::InvalidSpecifier { .. } => "ERR_INVALID_MODULE_SPECIFIER",
            LoadError::DirectoryImport { .. } => "ERR_UNSUPPORTED_DIR_IMPORT",
            LoadError::UnknownBuiltin { .. } => "ERR_UNKNOWN_BUILTIN_MODULE",
            LoadError::UnknownExtension { .. } => "ERR_UNKNOWN_FILE_EXTENSION",
            LoadError::InvalidPackageConfig { .. } => "ERR_INVALID_PACKAGE_CONFIG",
            LoadError::UnsupportedScheme { .. } => "ERR_UNSUPPORTED_ESM_URL_SCHEME",
            LoadError::AttributeMissing { .. } => "ERR_IMPORT_ATTRIBUTE_MISSING",
            LoadError::AttributeIncompatible { .. } => "ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE",
            LoadError::AttributeUnsupported { .. } => "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED",
            LoadError::UnknownFormat { .. } => "ERR_UNKNOWN_MODULE_FORMAT",
        }
    }

    /// True for a `TypeError`, false for a plain `Error`.
    pub(crate) fn is_type_error(&self) -> bool {
        matches!(
            self,
            LoadError::ImportNotDefined { .. }
                | LoadError::InvalidSpecifier { .. }
                | LoadError::UnknownExtension { .. }
                | LoadError::AttributeMissing { .. }
                | LoadError::AttributeIncompatible { .. }
                | LoadError::AttributeUnsupported { .. }
        )
    }

    /// The error's further properties: names and values.
    pub(crate) fn details(&self) -> Vec<(&'static str, String)> {
        match self {
            LoadError::ExportMissing { package, .. } => vec![("path", package.display().to_string())],
            LoadError::MainMissing { config, request, .. } => {
                vec![("path", config.display().to_string()), ("requestPath", request.clone())]
            }
            LoadError::ModuleMissing { url, .. } | LoadError::DirectoryImport { url, .. } => {
                vec![("url", url.clone())]
            }
            _ => Vec::new(),
        }
    }
}

/// ` imported from FILE`, or nothing.
struct From<'a>(&'a Option<PathBuf>);

impl fmt::Display for From<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(importer) => write!(f, " imported from {}", importer.display()),
            None => Ok(()),
        }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::NotFound { request } => write!(f, "Cannot find module '{request}'"),
            LoadError::ExportMissing { file, .. } => write!(f, "Cannot find module '{}'", file.display()),
            LoadError::MainMissing { file, .. } => write!(
                f,
                "Cannot find module '{}'. Please verify that the package.json has a valid \"main\" entry",
                file.display()
            ),
            LoadError::ModuleMissing { file, importer, .. } => {
                write!(f, "Cannot find module '{}' imported from {}", file.display(), importer.display())
            }
            LoadError::PackageMissing { name, importer } => {
                write!(f, "Cannot find package '{name}' imported from {}", importer.display())
            }
            LoadError::PathNotExported { subpath, config, importer } if subpath == "." => {
                write!(f, "No \"exports\" main defined in {}{}", config.display(), From(importer))
            }
            LoadError::PathNotExported { subpath, config, importer } => write!(
                f,
                "Package subpath '{subpath}' is not defined by \"exports\" in {}{}",
                config.display(),
                From(importer)
            ),
            LoadError::ImportNotDefined { specifier, config, importer } => {
                write!(f, "Package import specifier \"{specifier}\" is not defined")?;
                if let Some(config) = config {
                    write!(f, " in package {}", config.display())?;
                }
                write!(f, " imported from {}", importer.display())
            }
            LoadError::InvalidTarget { field, target, key, config, importer } => {
                write!(f, "Invalid \"{field}\" target {target} defined for '{key}' in the package config ")?;
                write!(f, "{}{}", config.display(), From(importer))?;
                // A target in quotes is a string; that it leaves the package is a mistake worth a hint.
                let hint = *field == "exports" && target.starts_with('"') && !target.starts_with("\"./");
                f.write_str(if hint { "; targets must start with \"./\"" } else { "" })
            }
            LoadError::InvalidSpecifier { specifier, reason, importer } => {
                write!(f, "Invalid module \"{specifier}\" {reason}{}", From(importer))
            }
            LoadError::DirectoryImport { folder, importer, .. } => write!(
                f,
                "Directory import '{folder}' is not supported resolving ES modules imported from {}",
                importer.display()
            ),
            LoadError::UnknownBuiltin { id } => write!(f, "No such built-in module: {id}"),
            LoadError::UnknownExtension { extension, file } => {
                write!(f, "Unknown file extension \"{extension}\" for {}", file.display())
            }
            LoadError::InvalidPackageConfig { config, importing } => {
                write!(f, "Invalid package config {}", config.display())?;
                if let Some((specifier, importer)) = importing {
                    write!(f, " while importing \"{specifier}\" from {}", importer.display())?;
                }
                f.write_str(".")
            }
            LoadError::UnsupportedScheme { scheme } => write!(
                f,
                "Only URLs with a scheme in: file, data, and node are supported by the default ESM loader. \
                 Received protocol '{scheme}'"
            ),
            LoadError::AttributeMissing { url } => {
                write!(f, "Module \"{url}\" needs an import attribute of \"type: json\"")
            }
            LoadError::AttributeIncompatible { url, kind } => {
                write!(f, "Module \"{url}\" is not of type \"{kind}\"")
            }
            LoadError::AttributeUnsupported { name, value, url } => {
                write!(f, "Import attribute \"{name}\" with value \"{value}\" is not supported in {url}")
            }
            LoadError::UnknownFormat { format, url } => {
                write!(f, "Unknown module format: {format} for URL {url}")
            }
        }
    }
}
