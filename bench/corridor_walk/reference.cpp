// The corridor walk as one would write it at once: an array of structs, one agent after another, day by day, with the
// standard library's generator and distributions. The engine is measured against it in the same run.
//
//     corridor_walk_reference graph.txt AGENTS DAYS

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

struct Edge {
    int head;
    int days;
    std::vector<double> weight;  // by destination
};

struct Node {
    double hit_chance;
    int amount;
    std::vector<Edge> edges;
    std::vector<std::discrete_distribution<int>> choose;  // by destination
};

struct Agent {
    int node;
    int destination;
    int edge_head = -1;
    int days_left = 0;
    int money = 1000;
    int legs = 0;
    int hits = 0;
    bool travelling = false;
    bool arrived = false;
};

std::vector<Node> read_graph(const std::string& file)
{
    std::ifstream in{file};
    int nodes = 0;
    int edges = 0;
    int destinations = 0;
    in >> nodes >> edges >> destinations;
    std::vector<Node> graph(static_cast<std::size_t>(nodes));
    for (Node& node : graph) in >> node.hit_chance >> node.amount;
    for (int e = 0; e < edges; ++e) {
        std::size_t tail = 0;
        Edge edge{0, 0, std::vector<double>(static_cast<std::size_t>(destinations))};
        in >> tail >> edge.head >> edge.days;
        for (double& weight : edge.weight) in >> weight;
        graph[tail].edges.push_back(edge);
    }
    for (Node& node : graph)
        for (std::size_t d = 0; d < static_cast<std::size_t>(destinations); ++d) {
            std::vector<double> weights;
            for (const Edge& edge : node.edges) weights.push_back(edge.weight[d]);
            node.choose.emplace_back(weights.begin(), weights.end());
        }
    return graph;
}

void live_a_day(Agent& agent, std::vector<Node>& graph, std::mt19937_64& random)
{
    if (agent.travelling) {
        if (--agent.days_left > 0) return;
        agent.travelling = false;
        agent.node = agent.edge_head;
        ++agent.legs;
        agent.arrived = agent.node == agent.destination;
        return;
    }
    Node& node = graph[static_cast<std::size_t>(agent.node)];
    std::uniform_real_distribution<double> uniform;
    if (uniform(random) < node.hit_chance) {
        ++agent.hits;
        agent.money -= std::min(agent.money, node.amount);
    }
    if (uniform(random) < 0.3) {
        const Edge& edge =
            node.edges[static_cast<std::size_t>(node.choose[static_cast<std::size_t>(agent.destination - 58)](random))];
        agent.travelling = true;
        agent.edge_head = edge.head;
        agent.days_left = edge.days;
    }
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::cerr << "usage: corridor_walk_reference graph.txt AGENTS DAYS\n";
        return 2;
    }
    std::vector<Node> graph = read_graph(argv[1]);
    const int agents = std::atoi(argv[2]);
    const int days = std::atoi(argv[3]);
    std::vector<Agent> people(static_cast<std::size_t>(agents));
    for (int i = 0; i < agents; ++i) {
        people[static_cast<std::size_t>(i)].node = i / 2 % 2;
        people[static_cast<std::size_t>(i)].destination = 58 + i % 2;
    }
    std::mt19937_64 random{1};
    const auto begin = std::chrono::steady_clock::now();
    long updates = 0;
    for (int day = 0; day < days; ++day)
        for (Agent& agent : people)
            if (!agent.arrived) {
                live_a_day(agent, graph, random);
                ++updates;
            }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    double legs = 0;
    double hits = 0;
    double money = 0;
    double arrived = 0;
    for (const Agent& agent : people) {
        legs += agent.legs;
        hits += agent.hits;
        money += agent.money;
        arrived += agent.arrived ? 1 : 0;
    }
    std::cout << "{\"seconds\": " << seconds << ", \"agent_days\": " << updates << ", \"arrived\": " << arrived / agents
              << ", \"legs\": " << legs / agents << ", \"hits\": " << hits / agents << ", \"money\": " << money / agents
              << "}\n";
}
