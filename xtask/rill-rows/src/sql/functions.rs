//! The return types of functions: one table, checked against DuckDB's own answers by `.ci/rows`.

use super::engine::Engine;
use super::salvage::UNREAD;
use crate::types::Type;

/// The rule by which the type of a call follows from its name and its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Boolean,
    Integer,
    Unsigned,
    Number,
    Text,
    Uuid,
    Date,
    Timestamp,
    TimestampTz,
    Time,
    Interval,
    Blob,
    Json,
    Texts,
    /// A number of a list of numbers.
    OfNumbers,
    /// The first argument's; with a count behind it, a list of them.
    First,
    /// The first argument's, which is no aggregate.
    Kept,
    /// The type that all arguments are brought to.
    Common,
    /// The common type of the second and third argument.
    Branches,
    ListOfFirst,
    /// The list that is the first argument, with the second one behind it.
    Appended,
    /// The first argument's in the common type of both.
    Modulo,
    /// The time that is the second argument.
    Bucket,
    /// An item of the list that is the first argument.
    Item,
    /// Numbers, also of what no file types: it takes nothing else.
    Sum,
    Average,
    Median,
    Rounded,
    DateTrunc,
    DatePart,
    DateAdd,
    EpochMs,
    Concat,
    RegexpExtract,
}

use Rule::{
    Appended, Average, Blob, Boolean, Branches, Bucket, Common, Concat, Date, DateAdd, DatePart,
    DateTrunc, EpochMs, First, Integer, Interval, Item, Json, Kept, ListOfFirst, Median, Modulo,
    Number, OfNumbers, RegexpExtract, Rounded, Sum, Text, Texts, Time, Timestamp, TimestampTz,
    Unsigned, Uuid,
};

/// Functions that give a list where they are asked for a list of paths.
const OF_PATHS: &str = "json_exists json_type json_value json_keys json_array_length json_extract json_extract_path \
    json_extract_string json_extract_path_text";

/// Functions that mean one thing in every engine that has them.
const EVERYWHERE: &[(Rule, &str)] = &[
    (
        Integer,
        "count approx_count_distinct row_number rank dense_rank ntile uniq uniqexact uniqcombined uniqcombined64 \
         uniqhll12 countdistinct approx_distinct countif count_if grouping",
    ),
    (Sum, "sum sumif"),
    (Average, "avg avgif"),
    (
        Number,
        "stddev stddev_pop stddev_samp var_pop var_samp variance corr percent_rank cume_dist",
    ),
    (
        Text,
        "upper lower concat concat_ws replace substring substr trim ltrim rtrim tostring",
    ),
    (Kept, "nullif"),
    (Common, "coalesce ifnull"),
    (First, "min max any_value lag lead first_value last_value"),
    (DateTrunc, "date_trunc"),
    (Date, "todate"),
    (Timestamp, "todatetime"),
];

/// Functions of DuckDB.
const DUCKDB: &[(Rule, &str)] = &[
    (
        Integer,
        "array_length bit_length century char_length character_length count_star damerau_levenshtein date_diff \
         date_sub datediff datesub dayofmonth dayofweek dayofyear day decade editdist3 epoch_ns epoch_us era hamming \
         hour instr isodow isoyear length_grapheme length len levenshtein microsecond millennium millisecond minute \
         mismatches month octet_length position quarter second strlen strpos weekday weekofyear week yearweek year \
         array_indexof array_position ascii bit_count list_indexof list_position ord unicode sign regr_count nanosecond \
         timezone_hour timezone_minute get_bit bit_position grouping_id",
    ),
    (
        Unsigned,
        "hash cardinality list_unique array_unique json_array_length",
    ),
    (
        Number,
        "count_if countif factorial gcd lcm covar_pop covar_samp entropy favg fsum kahan_sum sumkahan kurtosis_pop \
         kurtosis product regr_avgx regr_avgy regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy sem \
         skewness acosh acos asinh asin atan2 atanh atan cbrt cosh cos cot degrees epoch exp gamma jaccard \
         jaro_similarity jaro_winkler_similarity julian lgamma ln log10 log2 log pi power pow radians random sinh sin \
         sqrt tanh tan geomean geometric_mean list_sum list_stddev_pop round_even greatest_common_divisor \
         least_common_multiple even nextafter ceil ceiling floor list_cosine_similarity list_cosine_distance \
         list_distance list_inner_product list_dot_product array_cosine_similarity array_cosine_distance \
         array_distance array_inner_product array_dot_product",
    ),
    (
        Boolean,
        "bool_and bool_or array_contains array_has_all array_has_any array_has contains ends_with isfinite isinf \
         isnan json_contains json_valid list_contains list_has_all list_has_any list_has map_contains prefix \
         regexp_full_match regexp_matches signbit starts_with suffix json_exists",
    ),
    (
        Text,
        "string_agg group_concat listagg bar base64 to_base64 bin chr current_database current_schema dayname decode \
         format_bytes format getenv hex lcase ucase left lpad rpad md5 monthname parse_dirname parse_dirpath \
         parse_filename printf regexp_escape regexp_replace reverse right sha1 sha256 strftime strip_accents to_base \
         to_binary to_hex translate typeof url_decode url_encode version json_type json_value json_pretty \
         json_extract_string json_extract_path_text array_to_string enum_first enum_last nfc_normalize",
    ),
    (RegexpExtract, "regexp_extract"),
    (Concat, "concat"),
    (
        Texts,
        "regexp_extract_all regexp_split_to_array split str_split string_split string_to_array str_split_regex \
         string_split_regex parse_path json_keys",
    ),
    (Text, "split_part"),
    (Date, "current_date today last_day make_date"),
    (
        Timestamp,
        "current_localtimestamp localtimestamp make_timestamp_ms make_timestamp strptime try_strptime",
    ),
    (
        TimestampTz,
        "get_current_timestamp current_timestamp make_timestamptz now to_timestamp transaction_timestamp",
    ),
    (
        Time,
        "current_time get_current_time make_time current_localtime localtime",
    ),
    (
        Interval,
        "age to_centuries to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes \
         to_months to_quarters to_seconds to_weeks to_years",
    ),
    (
        Json,
        "array_to_json json_array json_merge_patch json_object json_quote json_structure row_to_json to_json json \
         json_group_array json_group_object json_group_structure json_extract json_extract_path",
    ),
    (Blob, "encode from_base64 from_hex unhex unbin from_binary"),
    (Uuid, "gen_random_uuid uuid uuidv4 uuidv7"),
    (
        First,
        "first last arbitrary arg_max arg_min argmax argmin max_by min_by mode nth_value arg_max_null arg_min_null \
         quantile quantile_disc percentile_disc bit_and bit_or bit_xor",
    ),
    (
        Kept,
        "abs list_sort list_reverse list_reverse_sort list_distinct list_filter array_filter filter list_slice \
         array_slice list_resize array_sort array_distinct list_select list_where list_intersect array_select \
         array_where array_intersect",
    ),
    (Modulo, "mod"),
    (Appended, "list_append array_append array_push_back"),
    (OfNumbers, "list_avg list_median"),
    (Bucket, "time_bucket"),
    (Common, "greatest least list_concat array_concat list_cat"),
    (Branches, "if"),
    (ListOfFirst, "list array_agg list_value"),
    (
        Item,
        "list_extract array_extract list_element list_max list_min list_first list_last unnest",
    ),
    (Average, "mean"),
    (Median, "median quantile_cont percentile_cont"),
    (Rounded, "round trunc"),
    (DateTrunc, "datetrunc"),
    (DatePart, "date_part datepart"),
    (DateAdd, "date_add"),
    (EpochMs, "epoch_ms"),
];

/// Returns the rule of a function by its lower-case name.
pub(super) fn rule(name: &str, engine: Engine) -> Option<Rule> {
    let find = |table: &[(Rule, &str)]| {
        let row = table
            .iter()
            .find(|(_, names)| names.split_whitespace().any(|known| known == name));
        row.map(|(rule, _)| *rule)
    };
    if engine.is_duckdb() {
        find(DUCKDB).or_else(|| find(EVERYWHERE))
    } else {
        find(EVERYWHERE)
    }
}

impl Rule {
    /// Returns the type that every call has.
    fn fixed(self) -> Option<Type> {
        Some(match self {
            Boolean => Type::Boolean,
            Integer => Type::Integer,
            Unsigned => Type::Unsigned,
            Number => Type::Number,
            Text => Type::Text,
            Uuid => Type::Uuid,
            Date => Type::Date,
            Timestamp => Type::Timestamp,
            TimestampTz => Type::TimestampTz,
            Time => Type::Time,
            Interval => Type::Interval,
            Blob => Type::Blob,
            Json => Type::Json,
            Texts => Type::List(Box::new(Type::Text)),
            _ => return None,
        })
    }
}

/// A call as far as its type goes.
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: &'a [Type],
    /// The first argument where it is a text that is written out.
    pub(super) unit: Option<&'a str>,
    pub(super) engine: Engine,
    /// `true` inside of a measure, which is a number or a truth value.
    pub(super) is_measure: bool,
}

impl Call<'_> {
    /// Returns the type of a call.
    pub(super) fn kind(&self) -> Type {
        if self.name == UNREAD {
            return Type::unknown("this part of the SQL is not understood");
        }
        let Some(rule) = rule(self.name, self.engine) else {
            return Type::unknown(format!(
                "the type of the function `{}` is not known",
                self.name
            ));
        };
        if let Some(kind) = rule.fixed() {
            return match self.arguments.get(1) {
                Some(Type::List(_)) if self.takes_paths() => Type::List(Box::new(kind)),
                Some(Type::Unknown(why)) if self.takes_paths() => Type::Unknown(why.clone()),
                _ => kind,
            };
        }
        let common = |from: usize| {
            self.arguments
                .iter()
                .skip(from)
                .cloned()
                .fold(Type::Null, Type::common)
        };
        match rule {
            First => self.aggregate(),
            Kept | Item if self.arguments.iter().any(|one| matches!(one, Type::Null)) => {
                Type::unknown("an argument is NULL")
            }
            Kept => self.first().settled(),
            Modulo => self.first().modulo(self.arguments.get(1)),
            Appended => match self.first() {
                Type::List(item) => Type::List(Box::new(item.common(self.second()))),
                _ => Type::unknown("it appends to what is not known to be a list"),
            },
            OfNumbers => match self.first() {
                Type::List(item) if item.is_numeric() => Type::Number,
                _ => Type::unknown("the items of the list are not known to be numbers"),
            },
            Bucket => match self.second() {
                kind if kind.is_temporal() => kind,
                _ => Type::unknown("its argument is not known to be a time"),
            },
            Common => common(0),
            Branches => common(1),
            ListOfFirst if self.name == "list_value" => Type::List(Box::new(common(0))),
            ListOfFirst => Type::List(Box::new(self.first().settled())),
            Item => match self.first() {
                Type::List(item) => *item,
                Type::Unknown(why) => Type::Unknown(why),
                _ => Type::unknown(format!("the argument of `{}` is not a list", self.name)),
            },
            RegexpExtract
                if matches!(
                    self.arguments.get(2),
                    Some(Type::List(_) | Type::Unknown(_))
                ) =>
            {
                Type::unknown("several groups of `regexp_extract` are a struct")
            }
            RegexpExtract => Type::Text,
            Concat => self.concatenated(),
            other => self.number_or_time(other),
        }
    }

    fn first(&self) -> Type {
        self.argument(0)
    }

    fn second(&self) -> Type {
        self.argument(1)
    }

    fn argument(&self, place: usize) -> Type {
        let missing = || Type::unknown(format!("`{}` has too few arguments", self.name));
        self.arguments.get(place).cloned().unwrap_or_else(missing)
    }

    fn takes_paths(&self) -> bool {
        OF_PATHS.split(' ').any(|name| name == self.name)
    }

    /// Returns the type of a call that counts with numbers or times.
    fn number_or_time(&self, rule: Rule) -> Type {
        match rule {
            Sum => match self.first() {
                Type::Literal | Type::Text => Type::unknown("DuckDB has no sum of texts"),
                _ => Type::Number,
            },
            Average => match self.first() {
                kind if kind.is_numeric() || matches!(kind, Type::Literal) => Type::Number,
                kind if kind.is_temporal() => middle(kind),
                kind @ (Type::Interval | Type::Time) => kind,
                Type::NumberOrInterval => Type::NumberOrInterval,
                Type::Unknown(_) if self.is_measure => Type::NumberOrInterval,
                Type::Unknown(why) => Type::Unknown(why),
                _ => Type::unknown("the argument has no average"),
            },
            Median => match self.first() {
                _ if self.takes_list() => self.of_several(),
                kind if kind.is_numeric() => Type::Number,
                kind if kind.is_temporal() => middle(kind),
                kind => kind.settled(),
            },
            Rounded => match self.first() {
                kind if kind.is_temporal() || matches!(kind, Type::Integer) => kind,
                Type::Literal => Type::unknown("the argument is a text"),
                _ => Type::Number,
            },
            DateTrunc => self.truncated(),
            DatePart => match (self.unit, self.first()) {
                (_, Type::List(_)) => Type::unknown("several parts of a date are a struct"),
                (Some(unit), _)
                    if !matches!(unit.to_ascii_lowercase().as_str(), "epoch" | "julian") =>
                {
                    Type::Integer
                }
                _ => Type::Number,
            },
            DateAdd => self.first().plus(self.second(), false, true),
            EpochMs => match self.first() {
                kind if kind.is_integer() => Type::Timestamp,
                kind if kind.is_temporal() || matches!(kind, Type::Interval | Type::Time) => {
                    Type::Integer
                }
                Type::Unknown(why) => Type::Unknown(why),
                _ => Type::unknown("`epoch_ms` takes a time or an integer"),
            },
            _ => Type::unknown(format!("the type of `{}` is not known", self.name)),
        }
    }

    /// Returns the type of `concat`: of texts, or of lists.
    fn concatenated(&self) -> Type {
        let is_text = |kind: &Type| matches!(kind, Type::Text | Type::Literal);
        let has_text = self.arguments.iter().any(is_text);
        let special = self
            .arguments
            .iter()
            .find(|kind| matches!(kind, Type::List(_) | Type::Unknown(_)));
        match special {
            Some(Type::Unknown(why)) if !has_text => Type::Unknown(why.clone()),
            Some(Type::List(_)) => self
                .arguments
                .iter()
                .cloned()
                .fold(Type::Null, Type::common),
            _ => Type::Text,
        }
    }

    /// Returns the type of an aggregate that picks values.
    fn aggregate(&self) -> Type {
        let own = self.first().settled();
        let of_several = match self.name {
            "min" | "max" => 2,
            "arg_max" | "arg_min" | "argmax" | "argmin" | "max_by" | "min_by" => 3,
            "quantile" | "quantile_disc" if self.takes_list() => return self.of_several(),
            _ => usize::MAX,
        };
        if self.engine.is_duckdb() && self.arguments.len() >= of_several {
            return Type::List(Box::new(own));
        }
        own
    }

    fn takes_list(&self) -> bool {
        matches!(self.arguments.get(1), Some(Type::List(_)))
    }

    fn of_several(&self) -> Type {
        Type::unknown(format!("`{}` of several fractions is a list", self.name))
    }

    /// Returns the type of `date_trunc`: of days and coarser grains, a `DATE` before DuckDB 1.5.
    fn truncated(&self) -> Type {
        if self.engine == Engine::ClickHouse {
            return Type::DateOrTimestamp;
        }
        let is_fine = self.unit.is_some_and(|unit| {
            let unit = unit.to_ascii_lowercase();
            ["hour", "minute", "second", "milli", "micro"]
                .iter()
                .any(|fine| unit.starts_with(fine))
        });
        match self.second() {
            kind @ (Type::TimestampTz | Type::Interval) => kind,
            kind if kind.is_temporal() && is_fine => Type::Timestamp,
            kind if kind.is_temporal() => Type::DateOrTimestamp,
            _ => Type::unknown("its argument may be a time or an interval"),
        }
    }
}

/// Returns the type of a time between others.
fn middle(kind: Type) -> Type {
    match kind {
        Type::Date | Type::DateOrTimestamp => Type::Timestamp,
        other => other,
    }
}
