//! Who signs readers in: identity providers whose tokens are taken.

use clap::{Args, ValueEnum};

use crate::error::{Code, Error, Result};

/// How a provider signs its tokens (RFC 7518 §3.1, RFC 8037 §3.1). What signs with a shared secret, or not at all, is not
/// among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[value(name = "RS256")]
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    #[value(name = "RS384")]
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    #[value(name = "RS512")]
    Rs512,
    /// RSASSA-PSS with SHA-256.
    #[value(name = "PS256")]
    Ps256,
    /// RSASSA-PSS with SHA-384.
    #[value(name = "PS384")]
    Ps384,
    /// RSASSA-PSS with SHA-512.
    #[value(name = "PS512")]
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    #[value(name = "ES256")]
    Es256,
    /// ECDSA on P-384 with SHA-384.
    #[value(name = "ES384")]
    Es384,
    /// Ed25519.
    #[value(name = "EdDSA")]
    EdDsa,
}

impl Algorithm {
    /// The name in tokens and keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// Who signs readers in. Where there are several, the first values of all four belong together, then the second ones.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Readers who sign in (several providers: as many values of each, in one order)")]
pub struct IdentitySettings {
    /// The newsroom's identity provider, exactly as its tokens name it in `iss`; without one nobody signs in.
    #[arg(long, env = "DATELINE_IDENTITY_ISSUER", value_name = "URL", value_delimiter = ',')]
    pub identity_issuer: Vec<String>,
    /// Where its public keys are (JWKS): an address, or a file.
    #[arg(long, env = "DATELINE_IDENTITY_JWKS", value_name = "URL or FILE", value_delimiter = ',')]
    pub identity_jwks: Vec<String>,
    /// For whom its tokens must be meant: a value of their `aud`.
    #[arg(long, env = "DATELINE_IDENTITY_AUDIENCE", value_name = "TEXT", value_delimiter = ',')]
    pub identity_audience: Vec<String>,
    /// How it signs its tokens; what a token says of that is believed only if it says the same.
    #[arg(long, env = "DATELINE_IDENTITY_ALGORITHM", value_name = "NAME", value_delimiter = ',')]
    pub identity_algorithm: Vec<Algorithm>,
}

/// A provider whose tokens are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its name: the `iss` of its tokens.
    pub name: String,
    /// Where its public keys are.
    pub jwks: String,
    /// What must be in the `aud` of its tokens.
    pub audience: String,
    /// How it signs.
    pub algorithm: Algorithm,
}

impl IdentitySettings {
    /// The providers.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` where the four settings have not as many values as one another, for an empty value, and for a
    /// provider that is named twice.
    pub fn issuers(&self) -> Result<Vec<Issuer>> {
        let wrong = |detail: &str| Error::new(Code::BadUserInput, format!("--identity-issuer: {detail}"));
        let count = self.identity_issuer.len();
        if [self.identity_jwks.len(), self.identity_audience.len(), self.identity_algorithm.len()] != [count; 3] {
            return Err(wrong(
                "each provider needs one value of --identity-issuer, --identity-jwks, --identity-audience and --identity-algorithm",
            ));
        }
        let texts = self.identity_issuer.iter().zip(&self.identity_jwks).zip(&self.identity_audience);
        let mut issuers: Vec<Issuer> = Vec::with_capacity(count);
        for (((name, jwks), audience), algorithm) in texts.zip(&self.identity_algorithm) {
            if [name, jwks, audience].iter().any(|text| text.trim().is_empty()) {
                return Err(wrong("a value is empty"));
            }
            if issuers.iter().any(|known| known.name == *name) {
                return Err(wrong(&format!("«{name}» is named twice; a provider signs in one way")));
            }
            let (name, jwks, audience) = (name.clone(), jwks.clone(), audience.clone());
            issuers.push(Issuer { name, jwks, audience, algorithm: *algorithm });
        }
        Ok(issuers)
    }
}
