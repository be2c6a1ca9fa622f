//! How the types of the domain look in GraphQL, where a derive cannot say it.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputType, InputValueError, InputValueResult, OutputType, Positioned, Scalar, ScalarType,
    ServerResult, Value,
};

use crate::domain::articles::Extra;
use crate::domain::currencies::Currency;
use crate::domain::decimal::Decimal;
use crate::domain::ids::{Id, Noun};
use crate::domain::lang::Lang;
use crate::domain::patch::Patch;
use crate::domain::time::{Date, Instant};
use crate::error::Error;

fn read<T: std::str::FromStr<Err = Error>>(value: &Value) -> Result<T, String> {
    match value {
        Value::String(text) => text.parse().map_err(|error: Error| error.detail),
        _ => Err("must be a string".to_owned()),
    }
}

/// An instant (RFC 3339) in whole seconds UTC, such as `2020-08-27T09:30:00Z`; input may carry any offset.
#[Scalar(name = "DateTime", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339")]
impl ScalarType for Instant {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        read::<Self>(value).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A civil date (ISO 8601) without a time zone, such as `2020-08-27`.
#[Scalar(name = "Date", specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        read::<Self>(value).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A language tag (BCP 47), such as `ky`, `ru` or `en`.
#[Scalar(name = "Locale", specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646")]
impl ScalarType for Lang {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        read::<Self>(value).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A currency by its ISO 4217 code, such as `USD`.
#[Scalar(name = "CurrencyCode", specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for Currency {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        read::<Self>(value).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// An exact decimal number as text, with a point and with the digits that were published: `87.4500`. Not for floats.
#[Scalar(name = "Decimal", specified_by_url = "https://www.w3.org/TR/xmlschema-2/#decimal")]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        read(&value).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        read::<Self>(value).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.to_string())
    }
}

/// A JSON object (RFC 8259), as another system wrote it.
#[Scalar(name = "JSONObject", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Extra {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value.into_json() {
            Ok(serde_json::Value::Object(map)) => Ok(Self(map)),
            _ => Err(InputValueError::custom("must be a JSON object")),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::Object(_))
    }

    fn to_value(&self) -> Value {
        Value::from_json(serde_json::Value::Object(self.0.clone())).unwrap_or_default()
    }
}

/// Typed ids are GraphQL's own `ID` on the way out; resolvers read them from `ID` on the way in.
impl<N: Noun> OutputType for Id<N> {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.to_string()))
    }
}

impl<T: InputType> InputType for Patch<T> {
    type RawValueType = T::RawValueType;

    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().to_string()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        T::type_name().to_string()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        match value {
            None => Ok(Self::Keep),
            Some(Value::Null) => Ok(Self::Clear),
            Some(value) => Ok(Self::Set(T::parse(Some(value)).map_err(InputValueError::propagate)?)),
        }
    }

    fn to_value(&self) -> Value {
        self.value().map_or(Value::Null, InputType::to_value)
    }

    fn as_raw_value(&self) -> Option<&Self::RawValueType> {
        self.value().and_then(InputType::as_raw_value)
    }
}
