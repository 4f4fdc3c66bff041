//! Measures speed and memory of `.rows()`, beside `serde_json::from_slice` on the same bytes.
//!
//! `cargo run --release -p rill-client-runtime --example rows -- 500 5` reads 500 MB over the loopback five times, and
//! decodes the same list as often from memory, by turns: whole, and in the pieces that it repeats. What is compared is
//! the time that this thread spent on a processor, as Linux tells it, so that other programs do not count; what the
//! system does to receive the bytes does. The memory is that of the server too, which is a thread of the same program.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Call, Credential, Options, RillError, Via};
use serde::Deserialize;

/// A row as they come from advertising logs.
#[derive(Debug, Deserialize)]
struct Row {
    publisher: Option<String>,
    domain: String,
    total_records: Option<i64>,
    spend: f64,
    time: String,
}

/// So much of the list that the server repeats.
const BLOCK: usize = 1_000;

fn block() -> String {
    let rows = (0..BLOCK).map(|n| {
        format!(
            r#"{{"publisher":"Publisher {n}","domain":"news{n}.example.com","total_records":{},"spend":{}.25,"time":"2025-12-28T09:56:52.{n:06}Z"}}"#,
            n * 7919, n * 31
        )
    });
    rows.collect::<Vec<_>>().join(",")
}

fn serve(listener: &TcpListener, block: &str, times: usize) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    let _ = stream.read(&mut [0; 4096])?;
    stream.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n[",
    )?;
    for time in 0..times {
        if time > 0 {
            stream.write_all(b",")?;
        }
        stream.write_all(block.as_bytes())?;
    }
    stream.write_all(b"]")
}

/// Returns the time that this thread has been on a processor.
fn used() -> Result<Duration, Box<dyn std::error::Error>> {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let spent = spent.split_whitespace().next().unwrap_or_default();
    Ok(Duration::from_nanos(spent.parse()?))
}

/// The largest resident size so far, where the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.unwrap_or("VmHWM: not known here").to_owned()
}

/// Reads the list over the loopback: how many rows, and something of all of them.
async fn streamed(block: &str, times: usize) -> Result<(usize, f64), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let target = format!("http://{}", listener.local_addr()?);
    let sent = block.to_owned();
    let server = std::thread::spawn(move || serve(&listener, &sent, times));
    let core = Core::new(target, Credential::none(), Options::default(), "bench")?;
    let call: Call<Vec<Row>, RillError> = core.custom_api("rows", Via::Query, &());
    let mut rows = call.rows();
    let (mut count, mut sum) = (0, 0.0);
    while let Some(row) = rows.next().await {
        count += 1;
        sum += weight(&row?);
    }
    server.join().map_err(|_| "the server panicked")??;
    Ok((count, sum))
}

/// Decodes the same list from memory, and how long that takes.
fn whole(list: &str) -> Result<(f64, Duration), Box<dyn std::error::Error>> {
    let start = used()?;
    let rows: Vec<Row> = serde_json::from_slice(list.as_bytes())?;
    let sum = rows.iter().map(weight).sum::<f64>();
    drop(rows);
    Ok((sum, used()?.saturating_sub(start)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse());
    let megabytes: usize = numbers.next().unwrap_or(Ok(50))?;
    let turns: usize = numbers.next().unwrap_or(Ok(1))?;
    let block = block();
    let times = (megabytes * 1_000_000 / block.len()).max(1);
    for _ in 0..turns {
        let start = used()?;
        let (count, sum) = streamed(&block, times).await?;
        let streamed = used()?.saturating_sub(start);
        // Of the first turn only; what follows needs memory for all of it.
        let peak = peak();
        let list = format!("[{}]", vec![block.as_str(); times].join(","));
        let (other, whole) = self::whole(&list)?;
        drop(list);
        let cached = format!("[{block}]");
        let start = used()?;
        for _ in 0..times {
            self::whole(&cached)?;
        }
        let cached = used()?.saturating_sub(start);
        let ratio = |other: Duration| other.as_secs_f64() / streamed.as_secs_f64();
        writeln!(
            io::stdout(),
            "{count} rows, {} MB: .rows() {streamed:.2?}, {peak}; from_slice {whole:.2?}, ratio {:.2}, same {}; piece by piece from the processor's cache {cached:.2?}, ratio {:.2}",
            times * block.len() / 1_000_000,
            ratio(whole),
            (sum - other).abs() < 1.0,
            ratio(cached),
        )?;
    }
    Ok(())
}

/// Something of each field, so that none is left out.
fn weight(row: &Row) -> f64 {
    let texts = row.publisher.as_ref().map_or(0, String::len) + row.domain.len() + row.time.len();
    let number = row.total_records.unwrap_or_default() % 1000;
    f64::from(u32::try_from(texts).unwrap_or_default())
        + f64::from(i32::try_from(number).unwrap_or_default())
        + row.spend
}
