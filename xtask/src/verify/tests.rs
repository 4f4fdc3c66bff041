//! The rules that judge values against the types that serde derives: both say the same of every value.

use acme_ads::{
    AdBidStatsRow, AudienceMatchRow, BidLogRow, BudgetAlertsRow, CampaignReportRow,
    ExportsLatestRow, FinanceInvoiceLinesRow, OrderSearchRow, ReportsDailySummaryRow,
};
use rill_codegen::ir::{self, Call};
use rill_codegen::{Config, Source};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::decode::Types;

/// The model of the stand-in's document.
fn model() -> ir::Api {
    let source = Source {
        name: "openapi.json".to_owned(),
        bytes: standin::DOCUMENT.as_bytes().to_vec(),
    };
    rill_codegen::model(&source, &Config::new("acme-ads")).unwrap()
}

fn row_type<'m>(model: &'m ir::Api, api: &str) -> &'m ir::Type {
    let mut operations = model.operations.iter();
    let found = operations.find_map(|operation| match &operation.call {
        Call::CustomApi { name, row, .. } if name == api => Some(row),
        _ => None,
    });
    found.unwrap()
}

/// Rows that the stand-in gives.
fn rows(rill: &standin::Standin, api: &str) -> Vec<Value> {
    let mut client = crate::client::Client::to_look_at(crate::client::DocumentSource::Local {
        host: Some(rill.origin().to_owned()),
        instance: None,
    });
    client.name = "ads".to_owned();
    let core = crate::infer::live::connection(&client, None, None).unwrap();
    let sample = standin::sample_arguments(api);
    let arguments = sample.as_object().unwrap();
    let call = crate::infer::live::rows(&core, api, true, arguments);
    crate::infer::live::run(call).unwrap().unwrap()
}

/// Every value with one of its parts replaced or taken out.
fn spoilt(value: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = vec![
        json!(null),
        json!(true),
        json!(5),
        json!(-1),
        json!(5.0),
        json!(5.5),
        json!(1e21),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!("text"),
        json!("7"),
        json!("2026-01-01"),
        json!("2026-01-01T00:00:00Z"),
        json!("2026-01-01T05:00:00.123456789Z"),
        json!("2026-01-01 05:00:00"),
        json!("6f1a7d52-9f0e-4c1b-8a55-0d6c1f2e3a4b"),
        json!("6f1a7d529f0e4c1b8a550d6c1f2e3a4b"),
        json!("aGk="),
        json!("aGk"),
        json!("a-_k"),
        json!({}),
        json!({"a": 1}),
        json!([]),
        json!(["a"]),
        json!([1, null]),
    ];
    match value {
        Value::Object(map) => {
            for (key, part) in map {
                let mut without = map.clone();
                without.remove(key);
                all.push(without.into());
                for part in spoilt(part) {
                    let mut map = map.clone();
                    map.insert(key.clone(), part);
                    all.push(map.into());
                }
            }
        }
        Value::Array(list) => {
            for (index, part) in list.iter().enumerate() {
                for part in spoilt(part) {
                    let mut list = list.clone();
                    list[index] = part;
                    all.push(list.into());
                }
            }
        }
        _ => {}
    }
    all
}

fn compare<R: DeserializeOwned>(model: &ir::Api, rill: &standin::Standin, api: &str) -> usize {
    let ty = row_type(model, api);
    let rows = rows(rill, api);
    assert!(!rows.is_empty(), "{api} has no rows");
    let mut compared = 0;
    for value in rows.iter().take(2).flat_map(spoilt) {
        if value.is_null() {
            continue;
        }
        let judged = Types { api: model }.row(ty, &value);
        let read = serde_json::from_value::<R>(value.clone());
        // Serde also reads an object's members from a list, in their order; nobody sends that.
        let by_place = judged.as_ref().is_err_and(|misfit| {
            misfit
                .why
                .contains("an object is expected, and there is a list")
                || misfit.why.starts_with("the row is an array")
        });
        if by_place {
            continue;
        }
        compared += 1;
        assert_eq!(
            judged.is_ok(),
            read.is_ok(),
            "{api} {value}\n{judged:?}\n{:?}",
            read.err()
        );
    }
    compared
}

#[test]
fn values_are_judged_as_generated_types_read_them() {
    let model = model();
    let rill = standin::Standin::spawn().unwrap();
    let compared: usize = [
        compare::<AdBidStatsRow>(&model, &rill, "ad-bid-stats"),
        compare::<AudienceMatchRow>(&model, &rill, "audience-match"),
        compare::<BidLogRow>(&model, &rill, "bid-log"),
        compare::<BudgetAlertsRow>(&model, &rill, "budget-alerts"),
        compare::<CampaignReportRow>(&model, &rill, "campaign_report"),
        compare::<ExportsLatestRow>(&model, &rill, "exports/latest"),
        compare::<FinanceInvoiceLinesRow>(&model, &rill, "finance:invoice-lines"),
        compare::<OrderSearchRow>(&model, &rill, "order-search"),
        compare::<ReportsDailySummaryRow>(&model, &rill, "reports.daily summary"),
    ]
    .iter()
    .sum();
    assert!(compared > 3000, "{compared}");
}
